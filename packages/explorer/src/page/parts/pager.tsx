import { count } from './text';

export function Pager({ page, pages, address }: { page: number; pages: number; address: (page: number) => string }) {
  if (pages === 1) return null;
  return (
    <nav class="pager" aria-label="Pages">
      {page > 1 ? (
        <a href={address(page - 1)} rel="prev">
          Previous
        </a>
      ) : (
        <span aria-hidden="true">Previous</span>
      )}
      <span>
        Page {count(page)} of {count(pages)}
      </span>
      {page < pages ? (
        <a href={address(page + 1)} rel="next">
          Next
        </a>
      ) : (
        <span aria-hidden="true">Next</span>
      )}
    </nav>
  );
}
