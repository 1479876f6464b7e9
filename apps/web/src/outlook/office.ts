/**
 * The appointment that is open in Outlook, as far as the pane needs it (Office.js, Mailbox 1.3). Whatever Outlook answers comes by
 * callbacks with a status.
 * Source: learn.microsoft.com/javascript/api/outlook: AppointmentCompose, CustomProperties.
 */
export interface OpenAppointment {
  subject(): Promise<string>;
  time(): Promise<{ startsAtMs: number; endsAtMs: number }>;
  /** Told when its time is changed in Outlook; not by Outlooks before Mailbox 1.7. */
  onTimeChanged(listener: () => void): void;
  /** The meeting that was added to it. */
  meetingId(): Promise<string | undefined>;
  keepMeetingId(id: string | undefined): Promise<void>;
  location(): Promise<string>;
  setLocation(location: string): Promise<void>;
  /** HTML. */
  body(): Promise<string>;
  setBody(html: string): Promise<void>;
}

type Result<T> = { status: string; value: T; error?: { message: string } };
type Callback<T> = (result: Result<T>) => void;
type Readable<T> = { getAsync: (callback: Callback<T>) => void };
type Properties = {
  get: (name: string) => unknown;
  set: (name: string, value: string) => void;
  remove: (name: string) => void;
  saveAsync: (callback: Callback<undefined>) => void;
};
type Item = {
  subject: Readable<string>;
  start: Readable<Date>;
  end: Readable<Date>;
  location: Readable<string> & { setAsync: (value: string, callback: Callback<undefined>) => void };
  body: {
    getAsync: (type: string, callback: Callback<string>) => void;
    setAsync: (value: string, options: { coercionType: string }, callback: Callback<undefined>) => void;
  };
  loadCustomPropertiesAsync: (callback: Callback<Properties>) => void;
  addHandlerAsync?: (type: string, handler: () => void) => void;
};
type OfficeScript = { onReady: () => Promise<unknown>; context: { mailbox?: { item?: Item | null } } };
declare global {
  interface Window {
    Office?: OfficeScript;
  }
}

const PROPERTY = 'saalMeeting';

/** Loads the script and waits for Outlook. @returns undefined: the page is not in Outlook, or no appointment is being written */
export async function openAppointment(): Promise<OpenAppointment | undefined> {
  await loadScript('/outlook/office/office.js');
  const { Office } = window;
  if (!Office) return undefined;
  await Office.onReady();
  const item = Office.context.mailbox?.item;
  // Who reads an appointment of others has texts where who writes one has functions.
  if (!item || typeof item.subject === 'string') return undefined;
  return appointmentOf(item);
}

function appointmentOf(item: Item): OpenAppointment {
  const properties = (): Promise<Properties> => asked((done) => item.loadCustomPropertiesAsync(done));
  return {
    subject: () => asked((done) => item.subject.getAsync(done)),
    async time() {
      const [start, end] = await Promise.all([
        asked<Date>((done) => item.start.getAsync(done)),
        asked<Date>((done) => item.end.getAsync(done)),
      ]);
      return { startsAtMs: start.getTime(), endsAtMs: end.getTime() };
    },
    onTimeChanged: (listener) => item.addHandlerAsync?.('olkAppointmentTimeChanged', listener),
    async meetingId() {
      const id = (await properties()).get(PROPERTY);
      return typeof id === 'string' && id !== '' ? id : undefined;
    },
    async keepMeetingId(id) {
      const kept = await properties();
      if (id === undefined) kept.remove(PROPERTY);
      else kept.set(PROPERTY, id);
      await asked((done: Callback<undefined>) => kept.saveAsync(done));
    },
    location: () => asked((done) => item.location.getAsync(done)),
    setLocation: (location) => asked<undefined>((done) => item.location.setAsync(location, done)),
    body: () => asked((done) => item.body.getAsync('html', done)),
    setBody: (html) => asked<undefined>((done) => item.body.setAsync(html, { coercionType: 'html' }, done)),
  };
}

function asked<T>(ask: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    ask(({ status, value, error }) => (status === 'succeeded' ? resolve(value) : reject(new Error(error?.message ?? 'Outlook refused'))));
  });
}

function loadScript(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error('the script of Outlook could not be loaded'));
    document.head.append(script);
  });
}
