// The jury's remote control: each step is the ceremony's, and all screens follow the board's frames.
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import type { Ceremony } from '../../../generated/api.ts'
import { AskingButton } from '../../../parts/Dialog.tsx'
import type { ContestContext } from '../../../store/access.ts'
import { Remote } from './Remote.tsx'
import { Screen } from './Screen.tsx'
import { useDirector } from './useDirector.ts'
import { useStage } from './useStage.ts'
import { words } from './words.ts'

export function Live({ contest, onRehearse }: { contest: ContestContext; onRehearse: () => void }) {
  const { id, store } = contest
  const stage = useStage(store)
  const clock = store.clock.value
  const ceremony = useLoaded((signal) => call('GET /contests/{contest}/ceremony', { path: { contest: id }, signal }), [id])
  useEffect(() => void ceremony.reload(), [clock?.thawed, clock?.final, clock?.settings.duration])
  const restart = useRef<HTMLSpanElement>(null)
  const path = { contest: id }
  const latest = useRef(stage)
  latest.current = stage
  const director = useMemo(
    () => ({
      forward: () => call('POST /contests/{contest}/reveal', { path, body: {} }),
      back: () => call('DELETE /contests/{contest}/reveal', { path }),
      restart: () => restart.current?.querySelector('button')?.click(),
      info: () => latest.current.setCard(latest.current.card === null ? (latest.current.next?.n ?? null) : null),
    }),
    [id],
  )
  const phase = ceremony.value?.phase
  const over = phase === 'over'
  const directing = useDirector(director, stage.next, over)
  return (
    <>
      <Screen source={store} stage={stage} note="" short />
      <Remote directing={directing} enabled={over} next={stage.next} note={phase && !over && stage.next ? words().notOver : words().remote}>
        <span ref={restart}>
          <AskingButton
            label={words().restart}
            question={words().restartSure}
            disabled={!over}
            act={() => call('DELETE /contests/{contest}/reveal', { path, query: { all: true } })}
          />
        </span>
        <button type="button" onClick={onRehearse}>
          {words().rehearse}
        </button>
        {ceremony.value && <Closing contest={id} of={ceremony.value} set={ceremony.set} />}
      </Remote>
    </>
  )
}

/** What ends the ceremony, and the way back. */
function Closing({ contest, of, set }: { contest: string; of: Ceremony; set: (ceremony: Ceremony) => void }) {
  const path = { contest }
  const { phase, warnings } = of
  return (
    <>
      {phase === 'over' && (
        <AskingButton
          label={words().thaw}
          question={words().thawSure}
          act={async () => set(await call('POST /contests/{contest}/thaw', { path }))}
        />
      )}
      {phase === 'thawed' && (
        <AskingButton
          label={words().unthaw}
          question={words().unthawSure}
          act={async () => set(await call('DELETE /contests/{contest}/thaw', { path }))}
        />
      )}
      {(phase === 'over' || phase === 'thawed') && (
        <AskingButton
          label={words().finalize}
          danger={warnings.length > 0}
          question={<Warned warnings={warnings} />}
          act={async () => set(await call('POST /contests/{contest}/finalize', { path, body: { despite: warnings } }))}
        />
      )}
      {phase === 'final' && (
        <AskingButton
          label={words().reopen}
          question={words().reopenSure}
          act={async () => set(await call('DELETE /contests/{contest}/finalize', { path }))}
        />
      )}
    </>
  )
}

function Warned({ warnings }: { warnings: Ceremony['warnings'] }) {
  return (
    <>
      <p>{words().finalizeSure}</p>
      {warnings.length > 0 && (
        <>
          <p>{words().despite}</p>
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>{words().warnings[warning]}</li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
