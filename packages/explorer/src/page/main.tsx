import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { PageDataProvider, type PageData } from './use-answer';
import { createClient } from './data/client';
import type { Start } from './data/calls';
import { Frame } from './frame/frame';
import './styles/index.css';

/** Removes the data from the page, because the worker keeps it. */
function takeStart(): Start {
  const elements = [...document.querySelectorAll<HTMLScriptElement>('script[id^="data-"]')];
  if (elements.length === 0) return { base: new URL('.', location.href).href };
  const blocks = new Map(elements.map((element) => [element.id.slice('data-'.length), element.textContent]));
  for (const element of elements) element.remove();
  return { blocks };
}

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** The page's policy allows only this script. */
function startWorker(): Worker {
  const script = document.getElementById('worker')!.textContent;
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  const trusted = trustedTypes?.createPolicy('explorer', { createScriptURL: () => url }).createScriptURL(url) ?? url;
  return new Worker(trusted);
}

function Page() {
  const [opened, setOpened] = useState<PageData>();
  const [progress, setProgress] = useState(0);
  const [broken, setBroken] = useState<string>();
  useEffect(() => {
    const client = createClient(startWorker(), takeStart(), {
      onProgress: setProgress,
      onBroken: setBroken,
      onReady: () => void client.contents().then((contents) => setOpened({ client, contents })),
    });
  }, []);
  if (broken !== undefined) {
    return (
      <div class="error" role="alert">
        <p>The data of this page cannot be read: {broken}</p>
        <p>If this happens again, create the page again, or open it in a newer browser.</p>
      </div>
    );
  }
  if (!opened) return <Reading progress={progress} />;
  return (
    <PageDataProvider value={opened}>
      <Frame />
    </PageDataProvider>
  );
}

function Reading({ progress }: { progress: number }) {
  return (
    <div class="reading">
      <label for="reading">Reading the graph …</label>
      <progress id="reading" value={progress} />
    </div>
  );
}

const place = document.getElementById('page')!;
place.replaceChildren();
render(<Page />, place);
