import { Button, mergeClasses } from '@fluentui/react-components';
import { BookQuestionMarkRegular } from '@fluentui/react-icons';
import { Fragment, useEffect, useState } from 'react';
import { Skeleton } from '../ui/list-states.tsx';
import { AskDialog } from '../ui/overlay.tsx';
import { useShapes } from '../ui/styles.ts';
import { type Block, type ProblemPage, problemPage, type Span } from './problem-page.ts';

/** The way to the page about a problem, which is read inside the window. */
export function AboutProblem({ code }: { readonly code: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        size="small"
        appearance="subtle"
        icon={<BookQuestionMarkRegular />}
        onClick={() => setOpen(true)}
      >
        About this problem
      </Button>
      {open && <PageDialog code={code} close={() => setOpen(false)} />}
    </>
  );
}

function PageDialog({ code, close }: { readonly code: string; readonly close: () => void }) {
  const shapes = useShapes();
  const [page, setPage] = useState<ProblemPage | 'none' | undefined>(undefined);
  useEffect(() => {
    let here = true;
    void import('./problem-pages.ts').then(({ problemPages }) => {
      const text = problemPages.get(code);
      if (here) setPage(text === undefined ? 'none' : problemPage(text));
    });
    return () => {
      here = false;
    };
  }, [code]);
  const known = page !== undefined && page !== 'none';
  return (
    <AskDialog
      title={known ? page.title : 'About this problem'}
      onClose={close}
      closeWord="Close"
      actions={null}
    >
      {known ? (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must scroll from the keyboard
        <div
          tabIndex={0}
          role="group"
          aria-label="About this problem"
          className={mergeClasses(shapes.stack, shapes.near)}
          style={{ maxHeight: '60vh', overflowY: 'auto' }}
        >
          {page.blocks.map((block, at) => (
            // A page does not change while it is read.
            <Drawn key={at} block={block} />
          ))}
        </div>
      ) : page === 'none' ? (
        <p className={shapes.body}>No help page for this problem.</p>
      ) : (
        <Skeleton words="Opening the page" rows={4} height={20} />
      )}
    </AskDialog>
  );
}

function Drawn({ block }: { readonly block: Block }) {
  const shapes = useShapes();
  switch (block.is) {
    case 'heading':
      return (
        <h3 className={shapes.h3} style={{ marginTop: 8 }}>
          <Spans of={block.spans} />
        </h3>
      );
    case 'text':
      return (
        <p className={shapes.body}>
          <Spans of={block.spans} />
        </p>
      );
    case 'list':
      return (
        <ul className={shapes.stack} style={{ margin: 0, paddingLeft: 20, gap: 6 }}>
          {block.items.map((item, at) => (
            <li key={at}>
              <Spans of={item} />
            </li>
          ))}
        </ul>
      );
  }
}

function Spans({ of }: { readonly of: readonly Span[] }) {
  const shapes = useShapes();
  return of.map(({ is, text }, at) => (
    <Fragment key={at}>
      {is === 'code' ? (
        <code className={shapes.mono} style={{ overflowWrap: 'anywhere' }}>
          {text}
        </code>
      ) : is === 'strong' ? (
        <strong>{text}</strong>
      ) : (
        text
      )}
    </Fragment>
  ));
}
