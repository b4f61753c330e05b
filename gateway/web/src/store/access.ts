// What whoever is signed in is in a contest. It decides what is offered; what is allowed, the platform decides.
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { ApiError, call } from '../api/client.ts'
import { user } from '../api/session.ts'
import { useLoaded } from '../api/loaded.ts'
import type { Account, Registration } from '../generated/api.ts'
import type { ContestStore } from './contest.ts'

export interface Access {
  contest: string
  user: Account | null
  /** Whether it is known by now what the user is here. */
  known: boolean
  /** null: the user does not take part, or it is not known yet. */
  registration: Registration | null
  /** The team that the user takes part with. */
  team: string | null
  jury: boolean
  admin: boolean
  /** After joining or leaving. */
  reload: () => Promise<void>
}

export interface ContestContext {
  id: string
  store: ContestStore
  access: Access
}

export const Contest = createContext<ContestContext | null>(null)

/** In views of a contest. */
export function useContest(): ContestContext {
  const found = useContext(Contest)
  if (!found) throw new Error('this view is drawn outside of a contest')
  return found
}

/** Whether somebody administrates the platform. */
export function isAdmin(account: Account | null): boolean {
  return account?.roles.includes('admin') ?? false
}

export function useAccess(contest: string): Access {
  const account = user.value
  const loaded = useLoaded<Registration | null>(
    async (signal) => {
      if (!account) return null
      try {
        return await call('GET /contests/{contest}/registration', { path: { contest }, signal })
      } catch (error) {
        if (error instanceof ApiError && (error.status === 404 || error.status === 403)) return null
        throw error
      }
    },
    [contest],
  )
  const registration = loaded.value ?? null
  const admin = isAdmin(account)
  return {
    contest,
    user: account,
    known: account === null || loaded.value !== undefined,
    registration,
    team: registration?.state === 'approved' ? registration.team_id : null,
    jury: admin || (account?.roles.includes('jury') ?? false) || (account?.jury_of.includes(contest) ?? false),
    admin,
    reload: loaded.reload,
  }
}
