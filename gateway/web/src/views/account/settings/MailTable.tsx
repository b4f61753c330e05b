import { dateTime } from '../../../parts/format.ts'
import { Scroll } from '../../../parts/Scroll.tsx'
import type { SentMail } from '../../../generated/api.ts'
import { mailWords } from '../mail-words.ts'
import { words } from './words.ts'

/** Mails that were sent to somebody: what they are about, not what they say. */
export function MailTable({ mails, none }: { mails: SentMail[]; none: string }) {
  if (mails.length === 0) return <p class="hint">{none}</p>
  return (
    <Scroll label={words().mail}>
      <table class="data">
        <thead>
          <tr>
            <th scope="col">{words().mail}</th>
            <th scope="col">{words().state}</th>
            <th scope="col">{words().when}</th>
          </tr>
        </thead>
        <tbody>
          {mails.map((mail) => (
            <tr key={mail.id}>
              <td>{mailWords(mail.template)}</td>
              <td>{words().states[mail.state] ?? mail.state}</td>
              <td>
                <time dateTime={mail.changed_at}>{dateTime(mail.changed_at)}</time>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
