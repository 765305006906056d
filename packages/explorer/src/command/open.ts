export async function openInBrowser(target: string): Promise<boolean> {
  try {
    const { default: open } = await import('open');
    const child = await open(target);
    // Without a desktop this fails, but the user has the printed path.
    child.once('error', () => undefined);
    child.unref();
    return true;
  } catch {
    return false;
  }
}
