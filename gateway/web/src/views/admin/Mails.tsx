import { call } from '../../api/client.ts'
import { useLoaded } from '../../api/loaded.ts'
import { fromNow } from '../../parts/format.ts'
import { usePageTitle } from '../../parts/title.ts'
import { useReturn } from '../../parts/useReturn.ts'
import { mailWords } from '../account/mail-words.ts'
import { AgainList, type GivenUp } from './AgainList.tsx'
import { words } from './words.ts'

/** Mails that could not be sent. */
export function Mails() {
  const loaded = useLoaded<GivenUp[]>(async (signal) => {
    const { mails } = await call('GET /mails/dead', { signal })
    return mails.map((mail) => ({
      id: mail.id,
      facts: [mailWords(mail.template), mail.user_id ?? words().noAccount, fromNow(mail.changed_at)],
      error: mail.error,
      tries: mail.tries,
    }))
  }, [])
  usePageTitle(words().sections.mails)
  useReturn(loaded.reload)
  const again = async (mail: string) => {
    await call('POST /mails/dead/{mail}/resend', { path: { mail } })
    await loaded.reload()
  }
  return <AgainList title={words().deadMails} text={words().deadMailsText} none={words().noDeadMails} of={loaded} again={again} />
}
