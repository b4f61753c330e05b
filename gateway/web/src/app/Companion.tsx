import { useWanted } from '../parts/wanted.ts'
import type { ContestContext } from '../store/access.ts'

/** What accompanies everybody on every view of a contest, and contestants and jurors beside, loaded for them alone. */
export function Companions({ of }: { of: ContestContext }) {
  const Everybody = useWanted(true, () => import('./Missed.tsx')) // before it is needed: a break is too late
  const Contestants = useWanted(of.access.team !== null, () => import('../views/contestant/home/Companion.tsx'))
  const Jurors = useWanted(of.access.jury, () => import('../views/jury/desk/JuryCompanion.tsx'))
  return (
    <>
      {Everybody && <Everybody of={of} />}
      {Contestants && <Contestants of={of} />}
      {Jurors && <Jurors of={of} />}
    </>
  )
}
