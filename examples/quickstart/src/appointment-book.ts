export interface Appointment {
  readonly id: number
  /** `2026-03-01T09:30`, in the practice's own time. */
  readonly at: string
  readonly doctor: string
  readonly reason: string
}

export interface AppointmentBook {
  of(subject: string): readonly Appointment[]
  book(subject: string, appointment: Omit<Appointment, 'id'>): Appointment
}

/** Appointments in memory, each belonging to the subject of an access token. Everyone begins with two. */
export function createAppointmentBook(): AppointmentBook {
  const bySubject = new Map<string, Appointment[]>()
  let count = 0

  function listOf(subject: string): Appointment[] {
    const known = bySubject.get(subject)
    if (known !== undefined) return known
    const list = [
      { id: ++count, at: `${daysFromNow(3)}T09:30`, doctor: 'Dr. Mori', reason: 'Yearly check-up' },
      { id: ++count, at: `${daysFromNow(17)}T14:00`, doctor: 'Dr. Okafor', reason: 'Results of the blood test' },
    ]
    bySubject.set(subject, list)
    return list
  }

  return {
    of: (subject) => listOf(subject).toSorted((a, b) => a.at.localeCompare(b.at)),
    book(subject, wanted) {
      const appointment = { ...wanted, id: ++count }
      listOf(subject).push(appointment)
      return appointment
    },
  }
}

/** The date that many days from now, as `2026-03-01`. */
export function daysFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}
