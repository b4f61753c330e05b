import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { useQuery } from '../../../parts/query.ts'
import { Empty, Ready } from '../../../parts/States.tsx'
import type { Place } from './place.ts'
import { Split, type Side } from './Split.tsx'
import { StatementPane } from './StatementPane.tsx'
import { WorkPane } from './WorkPane.tsx'
import { words } from './words.ts'
import './problem.css'

/** A problem beside the editor. `children`: below the problem's title. */
export function Workbench({ place, children }: { place: Place; children?: ComponentChildren }) {
  const [side, setSide] = useState<Side>('first')
  const [, setQuery] = useQuery()
  const languages = useLoaded((signal) => call('GET /languages', { signal }), [])
  return (
    <Split
      side={side}
      onSide={setSide}
      names={{ first: words().statement, second: words().solution }}
      first={
        <StatementPane place={place} onLanguage={(language) => setQuery({ lang: language })}>
          {children}
        </StatementPane>
      }
      second={
        <Ready of={languages} rows={8}>
          {(all) =>
            all.length === 0 ? (
              <Empty>{words().noJudge}</Empty>
            ) : (
              <WorkPane key={`${place.contest} ${place.problem.id}`} place={place} languages={all} onWanted={() => setSide('second')} />
            )
          }
        </Ready>
      }
    />
  )
}
