// What the editor knows of a language, loaded when a source in it is shown.
import { StreamLanguage, type StreamParser } from '@codemirror/language'
import type { Extension } from '@codemirror/state'

type Load = () => Promise<Extension>

function stream<Name extends string>(load: () => Promise<Record<Name, StreamParser<unknown>>>, name: Name): Load {
  return async () => StreamLanguage.define((await load())[name])
}

const cpp: Load = async () => (await import('@codemirror/lang-cpp')).cpp()
const shell = stream(() => import('@codemirror/legacy-modes/mode/shell'), 'shell')

/** By id of the platform. What is missing here is shown without colours. */
const LOADERS: Record<string, Load> = {
  bash: shell,
  c: cpp,
  cpp,
  cpp17: cpp,
  csharp: stream(() => import('@codemirror/legacy-modes/mode/clike'), 'csharp'),
  go: async () => (await import('@codemirror/lang-go')).go(),
  haskell: stream(() => import('@codemirror/legacy-modes/mode/haskell'), 'haskell'),
  java: async () => (await import('@codemirror/lang-java')).java(),
  javascript: async () => (await import('@codemirror/lang-javascript')).javascript(),
  kotlin: stream(() => import('@codemirror/legacy-modes/mode/clike'), 'kotlin'),
  lua: stream(() => import('@codemirror/legacy-modes/mode/lua'), 'lua'),
  pascal: stream(() => import('@codemirror/legacy-modes/mode/pascal'), 'pascal'),
  perl: stream(() => import('@codemirror/legacy-modes/mode/perl'), 'perl'),
  python3: async () => (await import('@codemirror/lang-python')).python(),
  ruby: stream(() => import('@codemirror/legacy-modes/mode/ruby'), 'ruby'),
  rust: async () => (await import('@codemirror/lang-rust')).rust(),
  sh: shell,
}

/** Nothing where the language is not known, or its part cannot be loaded now: the text is shown all the same. */
export async function loadLanguage(id: string): Promise<Extension> {
  try {
    return (await LOADERS[id]?.()) ?? []
  } catch {
    return []
  }
}
