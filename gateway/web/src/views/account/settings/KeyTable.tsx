import { AskingButton } from '../../../parts/Dialog.tsx'
import { date, fromNow } from '../../../parts/format.ts'
import { Scroll } from '../../../parts/Scroll.tsx'
import type { ApiKey } from '../../../generated/api.ts'
import { words } from './words.ts'

/** API keys of somebody, without their secrets. */
export function KeyTable({ keys, onRevoke }: { keys: ApiKey[]; onRevoke: (id: string) => Promise<unknown> }) {
  return (
    <Scroll label={words().keyName}>
      <table class="data">
        <thead>
          <tr>
            <th scope="col">{words().keyName}</th>
            <th scope="col">{words().scopes}</th>
            <th scope="col">{words().lastUsed}</th>
            <th scope="col">{words().until}</th>
            <th scope="col">
              <span class="hidden">{words().revoke}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.id}>
              <td>{key.name}</td>
              <td>{key.scopes.join(', ')}</td>
              <td>{key.last_used_at ? fromNow(key.last_used_at) : words().never}</td>
              <td>{date(key.until)}</td>
              <td>
                <AskingButton label={words().revokeKey(key.name)} question={words().revokeQuestion(key.name)} act={() => onRevoke(key.id)} done={words().revoked} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
