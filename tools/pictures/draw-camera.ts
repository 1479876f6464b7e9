/** Who sits before a camera in the pictures: colours as CSS. */
export type Look = { wall: string; shirt: string; skin: string; hair: string; longHair: boolean };

/**
 * Runs in the page before the product: camera and screen are drawn on a canvas instead of the browser's green test pattern.
 * Everything behind `getUserMedia` is the product's own: encoded, sent, forwarded, decoded.
 */
export function drawCamera(look: Look): void {
  function draw(width: number, height: number, paint: (g: CanvasRenderingContext2D, seconds: number) => void): MediaStreamTrack {
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const g = canvas.getContext('2d');
    if (!g) throw new Error('no 2d context');
    const frame = () => {
      g.setTransform(width / 1280, 0, 0, height / 720, 0, 0);
      paint(g, performance.now() / 1000);
    };
    frame();
    setInterval(frame, 66);
    const track = canvas.captureStream(15).getVideoTracks()[0];
    if (!track) throw new Error('no video track');
    return track;
  }

  function round(g: CanvasRenderingContext2D, x: number, y: number, rx: number, ry: number, colour: string): void {
    g.fillStyle = colour;
    g.beginPath();
    g.ellipse(x, y, rx, ry, 0, 0, Math.PI * 2);
    g.fill();
  }

  function person(g: CanvasRenderingContext2D, seconds: number): void {
    const wall = g.createLinearGradient(0, 0, 1280, 720);
    wall.addColorStop(0, look.wall);
    wall.addColorStop(1, '#8b969b');
    g.fillStyle = wall;
    g.fillRect(0, 0, 1280, 720);
    // A window and a shelf, out of focus.
    g.filter = 'blur(7px)';
    g.fillStyle = '#eef4f6';
    g.fillRect(90, 70, 250, 330);
    g.fillStyle = '#9fb0b6';
    g.fillRect(207, 70, 14, 330);
    g.fillStyle = '#7d6a58';
    g.fillRect(930, 210, 290, 16);
    for (const [index, colour] of ['#6b7f8a', '#a3665a', '#58735f', '#8a7a9b', '#b39b62'].entries()) {
      g.fillStyle = colour;
      g.fillRect(950 + index * 48, 110 + (index % 3) * 14, 36, 100 - (index % 3) * 14);
    }
    g.filter = 'none';
    const sway = Math.sin(seconds * 0.9) * 6;
    const nod = Math.sin(seconds * 1.7) * 3;
    if (look.longHair) round(g, 640 + sway, 360 + nod, 168, 220, look.hair);
    round(g, 640, 800, 360, 260, look.shirt);
    g.fillStyle = look.skin;
    g.fillRect(588 + sway / 2, 440, 104, 130);
    round(g, 640 + sway / 2, 565, 88, 46, look.skin);
    round(g, 640 + sway, 330 + nod, 124, 158, look.skin);
    // Hair, brows, eyes, mouth: as little as makes a face.
    g.save();
    g.beginPath();
    g.rect(480 + sway, 140 + nod, 320, look.longHair ? 125 : 110);
    g.clip();
    round(g, 640 + sway, 312 + nod, 140, 160, look.hair);
    g.restore();
    g.strokeStyle = look.hair;
    g.lineWidth = 7;
    g.lineCap = 'round';
    for (const side of [-1, 1]) {
      g.beginPath();
      g.moveTo(640 + sway + side * 32, 292 + nod);
      g.lineTo(640 + sway + side * 72, 290 + nod);
      g.stroke();
      round(g, 640 + sway + side * 51, 325 + nod, 9, Math.sin(seconds * 0.8) > 0.985 ? 1 : 9, '#2a211d');
    }
    g.strokeStyle = '#9c5648';
    g.lineWidth = 6;
    g.beginPath();
    g.arc(640 + sway, 385 + nod, 44, 0.25 * Math.PI, 0.75 * Math.PI);
    g.stroke();
  }

  function slide(g: CanvasRenderingContext2D): void {
    g.fillStyle = '#ffffff';
    g.fillRect(0, 0, 1280, 720);
    g.fillStyle = '#0b5568';
    g.fillRect(0, 0, 1280, 12);
    g.fillStyle = '#16262c';
    g.font = '700 46px sans-serif';
    g.fillText('Haushalt 2027: Investitionen', 80, 110);
    g.font = '400 26px sans-serif';
    g.fillStyle = '#4a5a60';
    g.fillText('in Millionen Euro, nach Bereichen', 80, 156);
    const bars: [string, number, string][] = [
      ['Schulen', 412, '#0b5568'],
      ['Verkehr', 365, '#3b7f8f'],
      ['Wohnen', 298, '#6fa7b3'],
      ['Klima', 187, '#c08a2b'],
      ['Digitales', 96, '#8a5a78'],
    ];
    for (const [index, [name, value, colour]] of bars.entries()) {
      const y = 220 + index * 88;
      g.fillStyle = '#16262c';
      g.font = '400 28px sans-serif';
      g.fillText(name, 80, y + 42);
      g.fillStyle = colour;
      g.fillRect(270, y + 6, value * 2, 54);
      g.fillStyle = '#16262c';
      g.font = '700 28px sans-serif';
      g.fillText(String(value), 286 + value * 2, y + 43);
    }
  }

  const devices = navigator.mediaDevices;
  const getUserMedia = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints);
    const [camera] = stream.getVideoTracks();
    if (!camera) return stream;
    const { width = 1280, height = 720 } = camera.getSettings();
    stream.removeTrack(camera);
    camera.stop();
    stream.addTrack(draw(width, height, person));
    return stream;
  };
  const getDisplayMedia = devices.getDisplayMedia.bind(devices);
  devices.getDisplayMedia = async (constraints) => {
    const stream = await getDisplayMedia(constraints);
    const [screen] = stream.getVideoTracks();
    if (!screen) return stream;
    stream.removeTrack(screen);
    screen.stop();
    stream.addTrack(draw(1600, 900, slide));
    return stream;
  };
}
