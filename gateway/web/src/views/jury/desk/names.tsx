// Teams and problems by their names.
import { useMemo } from 'preact/hooks'
import type { ContestProblem } from '../../../generated/live.ts'
import { ProblemMark } from '../../../parts/ProblemMark.tsx'
import { useContest } from '../../../store/access.ts'

/** Of the teams of this contest, by id. Ids stand for those that are on no public board. */
export function useTeams(): (id: string) => string {
  const teams = useContest().store.teams.value
  const names = useMemo(() => new Map([...teams.values()].map((team) => [team.id, team.name])), [teams])
  return (id) => names.get(id) ?? id
}

export function useProblems(): readonly ContestProblem[] {
  return useContest().store.clock.value?.settings.problems ?? []
}

export function ProblemOf({ id, title }: { id: string; title?: boolean }) {
  const problem = useProblems().find((each) => each.id === id)
  if (!problem) return <span>{id}</span>
  return (
    <>
      <ProblemMark label={problem.label} rgb={problem.rgb} name={problem.name} />
      {title && problem.name && ` ${problem.name}`}
    </>
  )
}
