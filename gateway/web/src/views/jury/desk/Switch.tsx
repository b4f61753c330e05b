import { useLocation } from 'preact-iso'
import { withQuery } from '../../../parts/query.ts'

interface SwitchProps {
  label: string
  /** Of the query. */
  name: string
  value: string
  options: readonly (readonly [string, string])[]
}

/** A choice of a few, each a link. */
export function Switch({ label, name, value, options }: SwitchProps) {
  const { path, query } = useLocation()
  return (
    <nav class="desk-switch" aria-label={label}>
      {options.map(([option, text]) => (
        <a key={option} href={withQuery(path, { ...query, [name]: option })} aria-current={option === value ? 'true' : undefined}>
          {text}
        </a>
      ))}
    </nav>
  )
}
