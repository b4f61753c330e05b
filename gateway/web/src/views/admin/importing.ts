// Accounts of a file, made in batches. A row of the wrong shape makes the platform refuse its batch: the row is told, the others are sent again.
import { ApiError, call } from '../../api/client.ts'
import type { ImportedUser, NewUser } from '../../generated/api.ts'
import { refusedRows } from './rows.ts'

/** Accounts that one request makes: hashing a password takes a quarter of a second. */
const AT_ONCE = 20
/** The first line of a file has the names of its columns. */
const FIRST_LINE = 2

export interface Outcome extends ImportedUser {
  line: number
  email: string
}

type Row = NewUser & { line: number }

/** Tells what became of the rows, batch by batch. */
export async function importAll(users: readonly NewUser[], tell: (outcomes: Outcome[]) => void): Promise<void> {
  const rows = users.map((user, index) => ({ ...user, line: index + FIRST_LINE }))
  const told: Outcome[] = []
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    told.push(...(await batch(rows.slice(from, from + AT_ONCE))))
    tell([...told])
  }
}

async function batch(rows: readonly Row[]): Promise<Outcome[]> {
  if (rows.length === 0) return []
  try {
    const answer = await call('POST /admin/users/import', { body: { users: rows.map(({ line: _, ...user }) => user) } })
    return answer.users.map((each, index) => ({ ...each, line: rows[index]!.line, email: rows[index]!.email }))
  } catch (error) {
    const faults = faultsOf(error)
    if (faults.size === 0) throw error
    const refused = [...faults].map(([index, detail]): Outcome => ({ result: 'refused', id: null, field: null, detail, line: rows[index]!.line, email: rows[index]!.email }))
    return [...refused, ...(await batch(rows.filter((_, index) => !faults.has(index))))].sort((a, b) => a.line - b.line)
  }
}

function faultsOf(error: unknown): Map<number, string> {
  if (!(error instanceof ApiError) || error.status >= 500) return new Map()
  return refusedRows([...error.errors, ...(error.field ? [{ field: error.field, detail: error.message }] : [])])
}
