/** A program and its system in short, of a User-Agent; what is not known stands as it is. */
export function program(agent: string): string {
  const [, browser] = BROWSERS.find(([sign]) => sign.test(agent)) ?? []
  const [, system] = SYSTEMS.find(([sign]) => sign.test(agent)) ?? []
  if (!browser) return agent.slice(0, 60)
  return system ? `${browser}, ${system}` : browser
}

// the order decides: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari
const BROWSERS: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/curl\//, 'curl'],
]
const SYSTEMS: [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]
