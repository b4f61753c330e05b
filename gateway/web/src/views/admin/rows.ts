// Rows of a file of accounts.
import type { FieldError, NewUser } from '../../generated/api.ts'

export function asUser(row: Record<string, string>): NewUser {
  const roles = (row['roles'] ?? '').split(/[\s|;]+/).filter(Boolean) as NonNullable<NewUser['roles']>
  return {
    email: row['email'] ?? '',
    name: row['name'] ?? '',
    password: row['password'] || null,
    roles,
    country: (row['country'] ?? '').toUpperCase(),
    organization: row['organization'] ?? '',
  }
}

/** What is wrong with which rows, by their places in a request; the platform names fields such as `users[3].email`. */
export function refusedRows(errors: readonly FieldError[]): Map<number, string> {
  return new Map(
    errors.flatMap(({ field, detail }) => {
      const [, index] = /^users\[(\d+)\]/.exec(field) ?? []
      return index === undefined ? [] : [[Number(index), detail] as const]
    }),
  )
}
