import { Dialog } from '../parts/Dialog.tsx'
import { known, type Key } from '../parts/keys.ts'
import { inLanguages } from '../parts/language.ts'

const words = inLanguages({
  en: { keys: 'Keys', noKeys: 'This view has no keys of its own.' },
  de: { keys: 'Tasten', noKeys: 'Diese Ansicht hat keine eigenen Tasten.' },
})

export default function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={words().keys} onClose={onClose}>
      <dl class="keys">
        {known.value.flat().map((each) => (
          <Line key={each.key} of={each} />
        ))}
      </dl>
      {known.value.flat().length === 1 && <p>{words().noKeys}</p>}
    </Dialog>
  )
}

function Line({ of: { key, does } }: { of: Key }) {
  const spelled = key.replace('$mod', /Mac/.test(navigator.userAgent) ? '⌘' : 'Ctrl').replace('Shift+?', '?')
  return (
    <>
      <dt>
        <kbd>{spelled}</kbd>
      </dt>
      <dd>{does}</dd>
    </>
  )
}
