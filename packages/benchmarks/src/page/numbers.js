const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

export const whole = (value) => grouped.format(value).replaceAll(',', '\u202f')
export const ratio = (value) => value.toFixed(2)
export const percent = (value) => `${Math.round(value * 100)} %`
export const milliseconds = (value) => (value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : whole(value))
export const microseconds = (value) => whole(value)
export const megabytes = (bytes) => (bytes / 1e6).toFixed(1)
export const kilobytes = (bytes) => (bytes / 1e3).toFixed(1)
