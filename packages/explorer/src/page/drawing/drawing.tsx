import cytoscape, { type Core, type NodeSingular } from 'cytoscape';
import { useEffect, useRef } from 'preact/hooks';
import type { Drawn, Fold } from '../data/drawn';
import { elementsOf } from './elements';
import { foldId } from './layout';
import { stylesFor } from './styles';

export interface DrawingProps {
  drawn: Drawn;
  middle?: string;
  open?: readonly string[];
  onEntity: (id: string) => void;
  onFold?: (fold: Fold) => void;
}

/** Screen readers use the list or table next to the drawing. */
export function Drawing({ drawn, middle, open = [], onEntity, onFold }: DrawingProps) {
  const place = useRef<HTMLDivElement>(null);
  const core = useRef<Core>(undefined);
  const handlers = useRef({ onEntity, onFold, drawn });
  handlers.current = { onEntity, onFold, drawn };

  useEffect(() => {
    const made = cytoscape({ container: place.current, minZoom: 0.1, maxZoom: 2.5, boxSelectionEnabled: false });
    core.current = made;
    made.on('tap', 'node', ({ target }: { target: { id(): string } }) => {
      const fold = handlers.current.drawn.folds.find((one) => foldId(one) === target.id());
      if (fold) handlers.current.onFold?.(fold);
      else handlers.current.onEntity(target.id());
    });
    made.on(
      'mouseover',
      'node',
      ({ target }: { target: NodeSingular }) => void target.connectedEdges().addClass('pointed'),
    );
    made.on('mouseout', 'node', () => void made.edges().removeClass('pointed'));
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const restyle = () => made.style(stylesFor(place.current!));
    restyle();
    dark.addEventListener('change', restyle);
    const resized = new ResizeObserver(() => made.resize());
    resized.observe(place.current!);
    return () => {
      dark.removeEventListener('change', restyle);
      resized.disconnect();
      made.destroy();
    };
  }, []);

  useEffect(() => {
    const made = core.current!;
    made.elements().remove();
    made.add(elementsOf(drawn, { middle, open }));
    fit(made);
  }, [JSON.stringify([drawn, middle, open])]);

  return (
    <div class="drawing">
      <div class="canvas" ref={place} role="img" aria-label="Drawing. The list next to it has the same content." />
      <div class="zoom" role="group" aria-label="Zoom">
        <button type="button" aria-label="Larger" onClick={() => zoom(core.current, 1.3)}>
          +
        </button>
        <button type="button" aria-label="Smaller" onClick={() => zoom(core.current, 1 / 1.3)}>
          −
        </button>
        <button type="button" onClick={() => core.current && fit(core.current)}>
          Fit
        </button>
      </div>
    </div>
  );
}

function zoom(core: Core | undefined, by: number) {
  core?.zoom({ level: core.zoom() * by, renderedPosition: { x: core.width() / 2, y: core.height() / 2 } });
}

function fit(core: Core) {
  core.fit(undefined, 30);
  if (core.zoom() > 1.1) {
    core.zoom(1.1);
    core.center();
  }
}
