// The reveal as it is going to be, on this screen alone: its steps come from the platform at once, and nothing is sent.
import { useMemo, useRef, useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import type { Rehearsal as Plan } from '../../../generated/api.ts'
import { Ready } from '../../../parts/States.tsx'
import type { ContestContext } from '../../../store/access.ts'
import { RecordedBoard } from '../machine/recorded.ts'
import { Tape } from '../machine/tape.ts'
import { Remote } from './Remote.tsx'
import { Screen } from './Screen.tsx'
import { useDirector } from './useDirector.ts'
import { useStage } from './useStage.ts'
import { words } from './words.ts'

export function Rehearsal({ contest, onEnd }: { contest: ContestContext; onEnd: () => void }) {
  const plan = useLoaded((signal) => call('GET /contests/{contest}/reveal', { path: { contest: contest.id }, signal }), [contest.id])
  return (
    <Ready of={plan} rows={12}>
      {(value) => <Rehearsed contest={contest} plan={value} onEnd={onEnd} />}
    </Ready>
  )
}

function Rehearsed({ contest, plan, onEnd }: { contest: ContestContext; plan: Plan; onEnd: () => void }) {
  const { store } = contest
  const board = useMemo(() => new RecordedBoard(new Tape(plan.board), store), [plan, store])
  const [step, setStep] = useState(0)
  const at = useRef(0)
  const to = (where: number) => {
    at.current = Math.max(0, Math.min(plan.steps.length, where))
    board.seek(at.current)
    setStep(at.current)
  }
  const stage = useStage(board)
  const latest = useRef(stage)
  latest.current = stage
  const director = useMemo(
    () => ({
      forward: () => Promise.resolve(to(at.current + 1)),
      back: () => Promise.resolve(to(at.current - 1)),
      restart: () => to(0),
      info: () => latest.current.setCard(latest.current.card === null ? (latest.current.next?.n ?? null) : null),
    }),
    [board],
  )
  const directing = useDirector(director, stage.next, true)
  return (
    <>
      <Screen source={board} stage={stage} note={words().rehearsal} short />
      <Remote directing={directing} enabled next={stage.next} note={words().steps(step, plan.steps.length)}>
        <button type="button" onClick={() => director.restart()}>
          {words().restart} <kbd>0</kbd>
        </button>
        <button type="button" onClick={onEnd}>
          {words().endRehearsal}
        </button>
      </Remote>
    </>
  )
}
