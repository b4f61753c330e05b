// With which teams somebody can register, by the rules of a contest. What is allowed in the end, the platform decides.
import type { ShownRegistrationSettings, Team } from '../../../generated/api.ts'

export type Obstacle = 'captain' | 'size'
export type Opening = 'not-yet' | 'open' | 'closed'

/** Why a team cannot be registered by this member; null: it can. */
export function obstacle(team: Team, user: string, rules: Pick<ShownRegistrationSettings, 'members_min' | 'members_max'>): Obstacle | null {
  if (!team.members.some((member) => member.user_id === user && member.captain)) return 'captain'
  return team.size < rules.members_min || team.size > rules.members_max ? 'size' : null
}

/** Whether one may register now. A virtual participation starts at any time. */
export function opening(rules: Pick<ShownRegistrationSettings, 'opens' | 'closes'>, now: number): Opening {
  if (rules.opens !== null && now < rules.opens) return 'not-yet'
  return rules.closes !== null && now >= rules.closes ? 'closed' : 'open'
}
