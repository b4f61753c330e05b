import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { usePageTitle } from '../../../parts/title.ts'
import { Empty, Ready } from '../../../parts/States.tsx'
import { KeyTable } from './KeyTable.tsx'
import { NewKeyDialog } from './NewKeyDialog.tsx'
import { words } from './words.ts'

export function ApiKeys() {
  const loaded = useLoaded((signal) => call('GET /auth/keys', { signal }), [])
  const [open, setOpen] = useState(false)
  usePageTitle(words().sections.keys)
  const revoke = async (key: string) => {
    await call('DELETE /auth/keys/{key}', { path: { key } })
    await loaded.reload()
  }
  return (
    <section class="panel">
      <h2>{words().sections.keys}</h2>
      <p>{words().keysText}</p>
      <button type="button" class="primary" onClick={() => setOpen(true)}>
        {words().newKey}
      </button>
      <Ready of={loaded} rows={2}>
        {(keys) => (keys.length === 0 ? <Empty>{words().noKeys}</Empty> : <KeyTable keys={keys} onRevoke={revoke} />)}
      </Ready>
      {open && <NewKeyDialog onClose={() => setOpen(false)} onMade={loaded.reload} />}
    </section>
  )
}
