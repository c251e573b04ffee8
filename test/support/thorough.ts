/** THOROUGH=1 tries everything on everything, as CI does; without it a part of it, spread evenly, so that all tests take minutes. */
export const isThorough = process.env.THOROUGH === '1'
