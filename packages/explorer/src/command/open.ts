/** Opens a file or an address in the browser, where there is one; says whether it was tried. */
export async function openInBrowser(target: string): Promise<boolean> {
  try {
    const { default: open } = await import('open');
    const child = await open(target);
    // Without a desktop there is nothing that could open it; the path was told.
    child.once('error', () => undefined);
    child.unref();
    return true;
  } catch {
    return false;
  }
}
