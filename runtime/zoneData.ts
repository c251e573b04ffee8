/**
 * Which release of the IANA time zone database this process reckons with, as Node carries it: `2026a`. By another one the same local time may
 * be another instant, so a store that meets one says so in its log, and plans by it from there on (H19).
 */
export const zoneData: string = process.versions.tz ?? process.versions.icu ?? process.version
