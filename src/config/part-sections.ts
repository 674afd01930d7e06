import { choice, flag, maybeNumber, maybeText, maybeWhole, number, section, text, whole } from './keys.js';

/** The settings of the device's parts. */

export const device = section('Device', 'Who and where this device is.', {
  name: text('Name', 'Distinguishes this device from others in logs and reports.', 'ringform'),
  site: maybeText('Site', 'Where it stands, for reports: a clinic, a district.'),
  language: choice(
    'Language',
    'Of the display: English, French, Portuguese or Swahili.',
    ['en', 'fr', 'pt', 'sw'],
    'en',
  ),
});

export const camera = section('Camera', 'Where live frames come from.', {
  kind: choice(
    'Kind',
    'rpicam: the Pi’s camera connector. v4l2: a USB camera, through ffmpeg. folder: images shown as frames. ' +
      'node-libcamera: for systems that have only the old command names. rendered: the virtual microscope.',
    ['rpicam', 'v4l2', 'folder', 'node-libcamera', 'rendered'],
    'rpicam',
  ),
  width: whole('Width', 'Of a frame.', { from: 64, to: 8192, step: 2, unit: 'px', default: 2028 }),
  height: whole('Height', 'Of a frame.', { from: 64, to: 8192, step: 2, unit: 'px', default: 1520 }),
  framesPerSecond: number('Frames per second', 'Live frames at most, on a full battery.', {
    ...{ from: 0.2, to: 30, unit: 'frames/s', default: 5 },
  }),
  micrometresPerPixel: maybeNumber(
    'Scale',
    'Of a frame’s pixel on the slide, measured with a stage micrometer. Null: cell diameters are found from the image.',
    { from: 0.005, to: 5, unit: 'µm/px' },
  ),
  index: whole('Which camera', 'For rpicam, when several are connected.', { from: 0, to: 3, default: 0 }),
  device: text('Video device', 'For v4l2.', '/dev/video0'),
  inputFormat: choice(
    'Picture format',
    'For v4l2: how the camera sends pictures. Few USB cameras fit large raw pictures through USB 2.',
    ['mjpeg', 'yuyv422', 'any'],
    'mjpeg',
  ),
  folder: maybeText('Folder', 'For folder: where the images lie.'),
  framesPerImage: whole('Frames per image', 'For folder: how many frames show each image.', {
    ...{ from: 1, to: 1000, unit: 'frames', default: 5 },
  }),
  loop: flag('Begin anew', 'For folder: after the last image show the first again.', false),
  renderedSeed: whole('Seed', 'For rendered: another number gives another smear.', {
    ...{ from: 0, to: 4_294_967_295, default: 1 },
  }),
  renderedParasitaemia: number('Infected share', 'For rendered: share of red cells that are infected.', {
    ...{ from: 0, to: 0.5, unit: 'share', default: 0.02 },
  }),
});

export const display = section('Display', 'What shows a page of text.', {
  kind: choice(
    'Kind',
    'hd44780: character display on GPIO lines. ssd1306: small OLED over I²C. terminal: where the program was started. ' +
      'none: lamps and beeper only.',
    ['hd44780', 'ssd1306', 'terminal', 'none'],
    'hd44780',
  ),
  columns: whole('Columns', 'For hd44780 and terminal.', {
    from: 16,
    to: 20,
    unit: 'characters',
    default: 20,
  }),
  rows: whole('Rows', 'For hd44780 and terminal.', { from: 2, to: 4, unit: 'lines', default: 4 }),
  i2cBus: whole('I²C bus', 'For ssd1306: number of the bus, as in /dev/i2c-1.', {
    ...{ from: 0, to: 22, default: 1 },
  }),
  address: whole('I²C address', 'For ssd1306: 60 (0x3c), or 61 (0x3d) by its jumper.', {
    ...{ from: 0x3c, to: 0x3d, default: 0x3c },
  }),
});

export const lamps = section('Lamps', 'Signal lamps beside the display; their lines stand in hardware/.', {
  fitted: flag('Fitted', 'Whether there are any.', true),
});

export const beeper = section('Beeper', 'Short signals for whoever looks into the eyepiece.', {
  fitted: flag('Fitted', 'Whether there is one.', true),
});

export const button = section('Button', 'The one button; its line stands in hardware/.', {
  longPressMs: whole('Long press', 'Held so long, it ends the slide early.', {
    ...{ from: 500, to: 10_000, unit: 'ms', default: 2000 },
  }),
  powerOffPressMs: whole('Power-off press', 'Held so long, it powers the device off safely.', {
    ...{ from: 2000, to: 30_000, unit: 'ms', default: 6000 },
  }),
  debounceMs: whole('Debounce', 'A contact must stay so long to count as a press.', {
    ...{ from: 1, to: 200, unit: 'ms', default: 20 },
  }),
});

export const gauge = section('Battery gauge', 'What measures the battery, and the battery itself.', {
  kind: choice(
    'Kind',
    'max17048: voltage and charge over I²C. ina219: current and voltage over I²C, charge counted. power-supply: a battery ' +
      'that the kernel knows. simulated: for the virtual device. none: mains or a power bank that tells nothing.',
    ['max17048', 'ina219', 'power-supply', 'simulated', 'none'],
    'max17048',
  ),
  batteryMilliampHours: number('Battery content', 'When full, all cells together.', {
    ...{ from: 100, to: 100_000, unit: 'mAh', default: 6000 },
  }),
  internalMilliohms: number('Battery resistance', 'Of one cell’s voltage under load.', {
    ...{ from: 1, to: 2000, unit: 'mΩ', default: 60 },
  }),
  cellsInSeries: whole('Cells in series', 'Voltages are judged per cell.', {
    ...{ from: 1, to: 4, unit: 'cells', default: 1 },
  }),
  i2cBus: whole('I²C bus', 'Number of the bus, as in /dev/i2c-1.', { from: 0, to: 22, default: 1 }),
  address: maybeWhole('I²C address', 'Null: the part’s own, 54 (0x36) for max17048, 64 (0x40) for ina219.', {
    ...{ from: 0x08, to: 0x77 },
  }),
  shuntMilliohm: number('Shunt', 'For ina219: its measuring resistor.', {
    ...{ from: 1, to: 10_000, unit: 'mΩ', default: 100 },
  }),
  mostMilliamps: number('Largest current', 'For ina219: beyond it the sensor overflows.', {
    ...{ from: 10, to: 20_000, unit: 'mA', default: 3000 },
  }),
  chargingIsPositive: flag(
    'Shunt reversed',
    'For ina219: true where charging shows as positive current.',
    false,
  ),
  battery: maybeText(
    'Battery name',
    'For power-supply: its name in /sys/class/power_supply. Null: the first battery.',
  ),
});

export const log = section('Log', 'What is written to the system’s journal.', {
  level: choice('Level', 'The least that is written.', ['debug', 'info', 'warn', 'error'], 'info'),
});
