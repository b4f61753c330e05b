import { ApiError, call } from '../../api/client.ts'
import { forget } from '../../api/session.ts'

/** Ends this session. One that the platform does not know any more has ended. */
export async function signOut(): Promise<void> {
  await call('POST /auth/logout').catch(unlessEnded)
  forget()
}

/** Ends all sessions of the account, this one too. */
export async function signOutEverywhere(): Promise<void> {
  await call('DELETE /auth/sessions').catch(unlessEnded)
  // the cookie is of this session, which has ended
  forget()
}

function unlessEnded(error: unknown): void {
  if (!(error instanceof ApiError) || error.status !== 401) throw error
}
