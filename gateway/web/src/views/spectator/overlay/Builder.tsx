// Where an overlay's address is put together, with the overlay itself as its preview.
import { useEffect, useRef, useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import type { Contest } from '../../../generated/api.ts'
import { CopyButton } from '../../../parts/CopyButton.tsx'
import { Field } from '../../../parts/Form.tsx'
import { useQuery } from '../../../parts/query.ts'
import { Empty, Ready } from '../../../parts/States.tsx'
import { usePageTitle } from '../../../parts/title.ts'
import { addressOf, defaults, KINDS, parsed, PLACES, USED, type Kind, type Options } from './options.ts'
import { Placed, useStore } from './Overlay.tsx'
import { words } from './words.ts'
import './builder.css'

const MOST = 100
/** Of a stream's picture. */
const PICTURE = { width: 1920, height: 1080 }

export default function Builder() {
  usePageTitle(words().title)
  const contests = useLoaded((signal) => call('GET /contests', { query: { limit: MOST }, signal }), [])
  return (
    <main class="builder">
      <h1>{words().title}</h1>
      <p>{words().intro}</p>
      <Ready of={contests}>{(page) => (page.contests.length > 0 ? <Chosen contests={page.contests} /> : <Empty />)}</Ready>
    </main>
  )
}

function Chosen({ contests }: { contests: Contest[] }) {
  const [query, change] = useQuery()
  const contest = query['contest'] || (contests.find((each) => each.status === 'running') ?? contests[0]!).id
  const [options, setOptions] = useState<Options>(() => parsed(query['kind'], {}))
  const address = location.origin + addressOf(contest, options)
  const set = (part: Partial<Options>) => setOptions((old) => ({ ...old, ...part }))
  return (
    <div class="builder-parts">
      <form class="form panel" onSubmit={(event) => event.preventDefault()}>
        <Field name="contest" label={words().contest}>
          {(tied) => (
            <select {...tied} value={contest} onChange={(event) => change({ contest: event.currentTarget.value })}>
              {contests.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.settings.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <fieldset class="builder-kinds">
          <legend>{words().kind}</legend>
          {KINDS.map((kind) => (
            <label key={kind}>
              <input type="radio" name="kind" checked={options.kind === kind} onChange={() => choose(kind)} /> {words().kinds[kind]}
            </label>
          ))}
        </fieldset>
        {USED[options.kind].map((name) => (
          <Setting key={`${options.kind} ${name}`} name={name} options={options} set={set} />
        ))}
        {(['place', 'margin', 'width', 'scale', 'theme'] as const).map((name) => (
          <Setting key={`${options.kind} ${name}`} name={name} options={options} set={set} />
        ))}
      </form>
      <section class="builder-result" aria-label={words().preview}>
        <h2>{words().address}</h2>
        <p class="builder-address">
          <code data-testid="address">{address}</code>
        </p>
        <p>
          <CopyButton text={address} label={words().copy} /> <a href={address} target="_blank" rel="noreferrer">{words().open}</a>
        </p>
        <h2>{words().preview}</h2>
        <Preview key={contest} contest={contest} options={options} />
      </section>
    </div>
  )

  function choose(kind: Kind): void {
    setOptions(defaults(kind))
    change({ kind })
  }
}

function Setting({ name, options, set }: { name: keyof Options; options: Options; set: (part: Partial<Options>) => void }) {
  const value = options[name]
  const choices: readonly string[] | null = name === 'place' ? PLACES : name === 'theme' ? ['dark', 'light'] : name === 'show' ? ['left', 'gone'] : null
  return (
    <Field name={name} label={words().fields[name] ?? name}>
      {(tied) =>
        choices ? (
          <select {...tied} value={String(value)} onChange={(event) => set({ [name]: event.currentTarget.value })}>
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {name === 'show' && choice === 'left' ? words().timeLeft : words().options[choice]}
              </option>
            ))}
          </select>
        ) : typeof value === 'number' ? (
          <input {...tied} type="number" min={0} defaultValue={value} onInput={(event) => set(read(name, event.currentTarget.value))} />
        ) : (
          <input {...tied} defaultValue={value} onInput={(event) => set({ [name]: event.currentTarget.value.trim() })} />
        )
      }
    </Field>
  )

  /** Within the bounds that the address has. */
  function read(field: keyof Options, text: string): Partial<Options> {
    return { [field]: parsed(options.kind, { [field]: text })[field] }
  }
}

/** The overlay on a picture as a stream has it, made smaller. */
function Preview({ contest, options }: { contest: string; options: Options }) {
  const store = useStore(contest)
  const [share, setShare] = useState(0.3)
  const picture = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const watcher = new ResizeObserver(() => setShare((picture.current?.clientWidth ?? 0) / PICTURE.width))
    watcher.observe(picture.current!)
    return () => watcher.disconnect()
  }, [])
  return (
    <div class="builder-preview" ref={picture} style={{ aspectRatio: `${PICTURE.width} / ${PICTURE.height}` }}>
      <div style={{ width: `${PICTURE.width}px`, height: `${PICTURE.height}px`, transform: `scale(${share})` }}>
        <Placed store={store} options={options} />
      </div>
    </div>
  )
}
