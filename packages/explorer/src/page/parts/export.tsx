import type { ExportFormat } from '../data/export';

export function Export({ name, make }: { name: string; make: (format: ExportFormat) => Promise<Blob> }) {
  const save = async (format: ExportFormat) => {
    const url = URL.createObjectURL(await make(format));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${name}.${format}`;
    link.click();
    // The browser has read the file by then.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };
  return (
    <span class="export" role="group" aria-label="Save all">
      <span aria-hidden="true">Save</span>
      <button type="button" onClick={() => void save('csv')}>
        CSV
      </button>
      <button type="button" onClick={() => void save('json')}>
        JSON
      </button>
    </span>
  );
}
