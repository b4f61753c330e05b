import { useState } from 'preact/hooks'
import { call } from '../../api/client.ts'
import { useLoaded } from '../../api/loaded.ts'
import { user } from '../../api/session.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { number } from '../../parts/format.ts'
import type { Query } from '../../parts/query.ts'
import { Ready } from '../../parts/States.tsx'
import type { Facets as Found, TagCount } from '../../generated/api.ts'
import { words } from './words.ts'

const DIFFICULTIES = ['easy', 'medium', 'hard']
/** Tags that are shown beside the problems; the others are behind a button. */
const TAGS = 16

interface FacetsProps {
  query: Query
  change: (parts: Query, step?: boolean) => void
  /** Of what was found. */
  facets: Found | undefined
}

export function Facets({ query, change, facets }: FacetsProps) {
  const [all, setAll] = useState(false)
  const categories = useLoaded((signal) => call('GET /problems/categories', { signal }), [])
  const chosen = query['difficulty'] ?? ''
  // of a chosen difficulty the facets count nothing else: without other filters the categories do
  const counted = query['q'] || query['tag'] || query['solved'] ? facets?.difficulties : categories.value
  const tags = facets?.tags.slice(0, TAGS) ?? []
  const tag = (name: string) => change({ tag: query['tag'] === name ? '' : name }, true)
  return (
    <section class="facets panel" aria-label={words().filters}>
      <div role="group" aria-label={words().difficulty} class="chips">
        {DIFFICULTIES.map((difficulty) => (
          <button
            key={difficulty}
            type="button"
            class={`chip ${difficulty}`}
            aria-pressed={chosen === difficulty}
            onClick={() => change({ difficulty: chosen === difficulty ? '' : difficulty }, true)}
          >
            {words().difficulties[difficulty]} <Count of={counted?.find((each) => each.difficulty === difficulty)?.problems} />
          </button>
        ))}
      </div>
      {user.value && (
        <label class="inline">
          {words().solved}
          <select value={query['solved'] ?? ''} onChange={(event) => change({ solved: event.currentTarget.value }, true)}>
            {Object.entries(words().solvedChoices).map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
      )}
      <div role="group" aria-label={words().tags} class="chips">
        {query['tag'] && !tags.some((each) => each.tag === query['tag']) && <Tag of={{ tag: query['tag'], problems: 0 }} pressed onClick={tag} />}
        {tags.map((each) => (
          <Tag key={each.tag} of={each} pressed={query['tag'] === each.tag} onClick={tag} />
        ))}
        <button type="button" class="plain" onClick={() => setAll(true)}>
          {words().allTags} …
        </button>
      </div>
      {all && (
        <AllTags
          onClose={() => setAll(false)}
          onChoose={(name) => {
            setAll(false)
            tag(name)
          }}
        />
      )}
    </section>
  )
}

function Tag({ of, pressed, onClick }: { of: TagCount; pressed: boolean; onClick: (tag: string) => void }) {
  return (
    <button type="button" class="chip" aria-pressed={pressed} onClick={() => onClick(of.tag)}>
      {of.tag} <Count of={of.problems || undefined} />
    </button>
  )
}

function Count({ of }: { of: number | undefined }) {
  return of === undefined ? null : <span class="how-many">{number(of)}</span>
}

function AllTags({ onClose, onChoose }: { onClose: () => void; onChoose: (tag: string) => void }) {
  const loaded = useLoaded((signal) => call('GET /problems/tags', { signal }), [])
  return (
    <Dialog title={words().allTags} onClose={onClose} wide>
      <Ready of={loaded}>
        {(tags) => (
          <div class="chips">
            {tags.map((each) => (
              <Tag key={each.tag} of={each} pressed={false} onClick={onChoose} />
            ))}
          </div>
        )}
      </Ready>
    </Dialog>
  )
}
