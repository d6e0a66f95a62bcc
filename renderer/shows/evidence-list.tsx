import type { Evidence } from '../../engine/model/show.ts';
import { counted } from '../format/words.ts';
import { useShapes } from '../ui/styles.ts';
import { ShowBlock } from './show-block.tsx';

interface EvidenceProps {
  readonly evidence: readonly Evidence[];
}

/** The requests a finding is based on, collapsed by default. */
export function EvidenceList({ evidence }: EvidenceProps) {
  const shapes = useShapes();
  if (evidence.length === 0) return null;
  return (
    <details>
      <summary className={shapes.body} style={{ cursor: 'pointer' }}>
        Evidence: {counted(evidence.length, 'request')}
      </summary>
      <ShowBlock
        show={{
          show: 'table',
          columns: [{ title: 'Request' }, { title: 'Answer' }, { title: 'As' }, { title: 'Time and id' }],
          rows: evidence.map(({ request, answer, identity, at, requestId }) => [
            request,
            answer,
            identity === 'person' ? 'You' : 'Application',
            `${at}${requestId ? ` ${requestId}` : ''}`,
          ]),
        }}
      />
    </details>
  );
}
