/** A track without a device. As much of MediaStreamTrack as the client uses; `endByItself` pulls the plug. */
export class FakeTrack extends EventTarget implements MediaStreamTrack {
  readonly kind: 'audio' | 'video';
  readonly label: string;
  readonly id = crypto.randomUUID();
  readonly muted = false;
  contentHint = '';
  enabled = true;
  readyState: MediaStreamTrackState = 'live';
  onended = null;
  onmute = null;
  onunmute = null;
  readonly clones: FakeTrack[] = [];
  readonly #settings: MediaTrackSettings;

  constructor(kind: 'audio' | 'video', label: string, settings: MediaTrackSettings = {}) {
    super();
    this.kind = kind;
    this.label = label;
    this.#settings = settings;
  }

  getSettings(): MediaTrackSettings {
    return this.#settings;
  }
  getConstraints(): MediaTrackConstraints {
    return {};
  }
  getCapabilities(): MediaTrackCapabilities {
    return {};
  }
  applyConstraints(): Promise<void> {
    return Promise.resolve();
  }
  clone(): FakeTrack {
    const copy = new FakeTrack(this.kind, this.label, this.#settings);
    this.clones.push(copy);
    return copy;
  }
  stop(): void {
    this.readyState = 'ended';
  }
  endByItself(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}
