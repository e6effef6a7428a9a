import { useMemo } from 'react';
import { cardBlocks, type CardBlock, type CardSpan } from './card-blocks.ts';
import s from './CardText.module.css';

/** A card, formatted as far as it can be without taking anything in it for markup. */
export function CardText({ text }: { readonly text: string }) {
  const blocks = useMemo(() => cardBlocks(text), [text]);
  // A text does not change while it is shown: the place in it is the key.
  return (
    <div className={s['card']}>
      {blocks.map((block, i) => (
        <Block key={i} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { readonly block: CardBlock }) {
  switch (block.kind) {
    case 'heading': {
      const Heading = ({ 1: 'h3', 2: 'h4', 3: 'h5' } as const)[block.level];
      return (
        <Heading>
          <Spans of={block.text} />
        </Heading>
      );
    }
    case 'paragraph':
      return (
        <p>
          <Spans of={block.text} />
        </p>
      );
    case 'list':
      return (
        <ul>
          {block.items.map((item, i) => (
            <li key={i}>
              <Spans of={item} />
            </li>
          ))}
        </ul>
      );
    case 'table':
      return (
        <div className={s['table']}>
          <table>
            <thead>
              <tr>
                {block.head.map((cell, i) => (
                  <th key={i} scope="col">
                    <Spans of={cell} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, i) => (
                <tr key={i}>
                  {row.map((cell, j) => (
                    <td key={j}>
                      <Spans of={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case 'code':
      return <pre>{block.text}</pre>;
  }
}

function Spans({ of }: { readonly of: readonly CardSpan[] }) {
  return of.map(({ kind, text }, i) =>
    kind === 'strong' ? <strong key={i}>{text}</strong> : kind === 'code' ? <code key={i}>{text}</code> : text,
  );
}
