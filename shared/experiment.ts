/**
 * Whether one path of an experiment is better, by a test that stays valid however often it is looked at.
 *
 * Customers are assigned by known shares, so if two paths convert alike, the next conversion among them comes from either with a known chance,
 * whatever the rate is and however it changes: the conversions of two paths are coin tosses. A mixture of likelihoods over a Beta distribution
 * against that chance is a martingale, and by Ville's inequality it reaches 1/α with a chance of at most α at any time (Lindon and Malek,
 * "Anytime-valid inference for multinomial count data", NeurIPS 2022; the mixture is Robbins's, as in Howard et al., "Time-uniform,
 * nonparametric, nonasymptotic confidence sequences", Annals of Statistics 2021). No conversion has to be waited for: one counts when it comes.
 */

/** A path with what came of it: distinct customers, and how many of them converted. */
export interface Arm {
  readonly port: string
  /** Its share of the customers, in percent. */
  readonly percent: number
  readonly exposed: number
  readonly converted: number
}

/** How many times as often one path converts as another: the ratio lies between `low` and `high` with the certainty asked for. */
export interface Comparison {
  readonly port: string
  readonly against: string
  readonly low: number
  readonly high: number
}

/** How strongly the mixture holds to the chance under equal rates: best where one path is ahead by a fifth or a third. */
const concentration = 100

/**
 * The path that converts more often than every other, as soon as that is certain; `null` until then. With so much certainty no path is
 * ever called the winner that is not better than all others.
 *
 * @param certainty  between 0 and 1
 * @example winnerOf([{ port: 'a', percent: 50, exposed: 900, converted: 90 }, { port: 'b', percent: 50, exposed: 900, converted: 180 }], 0.95) // 'b'
 */
export function winnerOf(arms: readonly Arm[], certainty: number): string | null {
  const open = openArms(arms)
  const level = levelOf(open, certainty)
  const winner = open.find((arm) => open.every((other) => other === arm || isAhead(arm, other, level)))
  return open.length > 1 && winner ? winner.port : null
}

/** The path that is ahead of all others, and how certain it is that it converts more often than each of them; `null` while none is. */
export interface Leader {
  readonly port: string
  /** Between 0 and 1; always valid, like the winner: it holds at every look. */
  readonly certainty: number
}

/**
 * Who leads, and with which certainty: at every certainty below it `winnerOf` names the same path.
 *
 * @example leaderOf([{ port: 'a', percent: 50, exposed: 900, converted: 90 }, { port: 'b', percent: 50, exposed: 900, converted: 180 }])?.port // 'b'
 */
export function leaderOf(arms: readonly Arm[]): Leader | null {
  const open = openArms(arms)
  const leader = open.find((arm) => open.every((other) => other === arm || isMore(arm, other)))
  if (!leader || open.length < 2) return null
  const others = open.filter((arm) => arm !== leader)
  const weakest = Math.min(
    ...others.map((other) => evidence(leader.converted, other.converted, chanceOf(leader, other))),
  )
  return { port: leader.port, certainty: Math.max(0, 1 - others.length * Math.exp(-weakest)) }
}

/** The share of those who took a path that converted so far, with an interval that holds at every look. */
export interface Rate {
  readonly rate: number
  readonly low: number
  readonly high: number
}

/**
 * The rate of one path: a confidence sequence for the chance of a conversion, by the mixture of Jeffreys' prior. Who came lately may convert
 * still, so it is the rate so far. `null` when nobody took the path.
 *
 * @param certainty  between 0 and 1
 * @example rateOf({ exposed: 1000, converted: 100 }, 0.95) // { rate: 0.1, low: 0.069, high: 0.138 }
 */
export function rateOf({ exposed, converted }: Pick<Arm, 'exposed' | 'converted'>, certainty: number): Rate | null {
  if (exposed === 0) return null
  const [low, high] = shareOfConversions(converted, exposed - converted, [0.5, 0.5], 1 - certainty)
  return { rate: converted / exposed, low, high }
}

/** Each pair of paths that customers are assigned to, in both orders. */
export function comparisonsOf(arms: readonly Arm[], certainty: number): Comparison[] {
  const open = openArms(arms)
  const level = levelOf(open, certainty)
  return open.flatMap((arm) => open.filter((other) => other !== arm).map((other) => comparison(arm, other, level)))
}

const openArms = (arms: readonly Arm[]): readonly Arm[] => arms.filter(({ percent }) => percent > 0)

/** A wrong winner needs a wrong interval between it and the best, of whose pairs there are one fewer than paths. */
const levelOf = (open: readonly Arm[], certainty: number): number => (1 - certainty) / Math.max(1, open.length - 1)

const chanceOf = (arm: Arm, other: Arm): number => arm.percent / (arm.percent + other.percent)

const isMore = (arm: Arm, other: Arm): boolean => arm.converted * other.percent > other.converted * arm.percent

const isAhead = (arm: Arm, other: Arm, level: number): boolean =>
  isMore(arm, other) && evidence(arm.converted, other.converted, chanceOf(arm, other)) > -Math.log(level)

function comparison(arm: Arm, other: Arm, level: number): Comparison {
  const [low, high] = shareOfConversions(arm.converted, other.converted, mixtureAt(chanceOf(arm, other)), level)
  // The share of the conversions tells the ratio of the rates once the shares of the customers are taken out.
  const ratio = (share: number) =>
    share >= 1 ? Number.POSITIVE_INFINITY : (share / (1 - share)) * (other.percent / arm.percent)
  return { port: arm.port, against: other.port, low: ratio(low), high: ratio(high) }
}

/** The chances under which what was counted is not too surprising: a confidence sequence. */
function shareOfConversions(ours: number, theirs: number, mixture: Mixture, level: number): [number, number] {
  const isInside = plausible(ours, theirs, mixture, level)
  const middle = ours + theirs === 0 ? mixture[0] / (mixture[0] + mixture[1]) : ours / (ours + theirs)
  return [boundary(0, middle, isInside), boundary(1, middle, isInside)]
}

/** The parameters of the Beta distribution that likelihoods are mixed by. */
type Mixture = readonly [a: number, b: number]

const mixtureAt = (chance: number): Mixture => [concentration * chance, concentration * (1 - chance)]

/** Whether a chance is one under which what was counted is not too surprising. */
function plausible(ours: number, theirs: number, mixture: Mixture, level: number): (share: number) => boolean {
  const least = logMixed(ours, theirs, mixture) + Math.log(level)
  return (share) => least <= logLikelihood(ours, theirs, share)
}

/** How much likelier what was counted is under the mixture than under equal rates: the logarithm of the martingale. */
const evidence = (ours: number, theirs: number, chance: number): number =>
  logMixed(ours, theirs, mixtureAt(chance)) - logLikelihood(ours, theirs, chance)

const logMixed = (ours: number, theirs: number, [a, b]: Mixture): number =>
  logBeta(a + ours, b + theirs) - logBeta(a, b)

const logLikelihood = (ours: number, theirs: number, share: number): number =>
  ours * logOf(share, ours) + theirs * logOf(1 - share, theirs)

const logOf = (value: number, times: number): number => (times === 0 ? 0 : Math.log(value))

/** Where, between an outermost value and one that is inside, inside begins. */
function boundary(outermost: number, inside: number, isInside: (value: number) => boolean): number {
  if (isInside(outermost)) return outermost
  let [outer, inner] = [outermost, inside]
  for (let halvings = 0; halvings < 50; halvings++) {
    const between = (outer + inner) / 2
    if (isInside(between)) inner = between
    else outer = between
  }
  return inner
}

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b)

/** Stirling's series after the recurrence has made the argument large: exact to ten digits. */
function logGamma(value: number): number {
  let [x, product] = [value, 1]
  while (x < 10) product *= x++
  const inverse = 1 / (x * x)
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / x
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
}
