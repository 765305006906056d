export async function openInBrowser(target: string): Promise<boolean> {
  try {
    const { default: open } = await import('open');
    const child = await open(target);
    // Without a desktop the start fails: the path was already printed.
    child.once('error', () => undefined);
    child.unref();
    return true;
  } catch {
    return false;
  }
}
