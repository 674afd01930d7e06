import path from 'node:path';
import { Command, Option } from 'commander';
import { encodeJpeg, encodePng } from '../capture/encode.js';
import { grouped, percent } from '../counting/rounding.js';
import { DEFAULT_OPTICS, type Optics } from '../simulate/optics.js';
import { rasterStop } from '../simulate/raster.js';
import { renderField, type FieldTruth } from '../simulate/render-field.js';
import { renderSlide } from '../simulate/slide.js';
import { STAINS, type StainName } from '../simulate/stain.js';
import { NodeDisk } from '../store/node-disk.js';
import { writeDurably } from '../store/write-durably.js';
import { numberBetween, wholeNumberBetween } from './options.js';
import { Progress } from './progress.js';

interface SimulateOptions {
  out: string;
  parasitaemia: number;
  fields: number;
  seed: number;
  stain: StainName;
  view: Optics['view'];
  width: number;
  height: number;
  umPerPx: number;
  defocus: number;
  coverage: number;
  format: 'png' | 'jpg';
  quiet?: true;
}

/** `ringform simulate`: a rendered slide with its truth, in the layout that `evaluate` reads. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .summary('write a rendered slide, with the truth about every cell, to disk')
    .description(
      'Renders fields of a thin smear that never was, with known truth: pictures, boxes.csv and fields.csv, in the layout that\n' +
        '"ringform evaluate" reads. Figures on rendered slides show that the machinery works, not how accurate Ringform is.',
    )
    .option('-o, --out <folder>', 'where to write', 'ringform-simulated')
    .option('-p, --parasitaemia <percent>', 'infected red cells, in percent', numberBetween(0, 100), 1)
    .option('-n, --fields <number>', 'fields to render', wholeNumberBetween(1, 10_000), 20)
    .option('-s, --seed <number>', 'the same seed is the same slide', wholeNumberBetween(0, 2 ** 31 - 1), 1)
    .addOption(
      new Option('--stain <name>', 'colour of stain and glass')
        .choices(Object.keys(STAINS))
        .default('magenta'),
    )
    .addOption(
      new Option('--view <shape>', 'full frame, or the circle of an eyepiece')
        .choices(['full', 'eyepiece'])
        .default('full'),
    )
    .option('--width <px>', 'frame width', wholeNumberBetween(64, 8000), DEFAULT_OPTICS.width)
    .option('--height <px>', 'frame height', wholeNumberBetween(64, 8000), DEFAULT_OPTICS.height)
    .option(
      '--um-per-px <number>',
      'magnification, µm per pixel',
      numberBetween(0.02, 1),
      DEFAULT_OPTICS.micrometresPerPixel,
    )
    .option('--defocus <µm>', 'distance from best focus', numberBetween(0, 20), 0)
    .option('--coverage <share>', 'red-cell area over glass area', numberBetween(0, 1.5), 0.45)
    .addOption(new Option('--format <type>', 'of the pictures').choices(['png', 'jpg']).default('png'))
    .option('-q, --quiet', 'no progress')
    .addHelpText(
      'after',
      `
Example:
  ringform simulate --parasitaemia 5 --fields 8 --out demo-slide
  ringform count demo-slide
  ringform evaluate demo-slide`,
    )
    .action(simulate);
}

async function simulate(options: SimulateOptions): Promise<void> {
  const progress = options.quiet ? undefined : new Progress();
  const slide = renderSlide({
    seed: options.seed,
    parasitaemia: options.parasitaemia / 100,
    stain: options.stain,
    coverage: options.coverage,
  });
  const optics: Optics = {
    ...DEFAULT_OPTICS,
    width: options.width,
    height: options.height,
    micrometresPerPixel: options.umPerPx,
    view: options.view,
    defocus: options.defocus,
  };
  const disk = new NodeDisk(options.out);
  const boxes = ['image,label,x,y,width,height'];
  const fields = ['image,patient,infected,parasitized_cells,annotated_cells,annotated_cells_is'];
  let redCells = 0;
  let infected = 0;
  for (let index = 0; index < options.fields; index++) {
    const { image, truth } = renderField(slide, optics, rasterStop(optics, index));
    const name = `field-${String(index + 1).padStart(4, '0')}.${options.format}`;
    await writeDurably(
      disk,
      name,
      options.format === 'png' ? await encodePng(image) : await encodeJpeg(image, 92),
    );
    boxes.push(...boxRows(name, truth));
    const reds = truth.objects.filter(({ kind }) => kind === 'red');
    const parasitised = reds.filter((cell) => cell.infected).length;
    fields.push(
      `${name},simulated-${options.seed},${options.parasitaemia > 0},${parasitised},${reds.length},total`,
    );
    redCells += truth.wholeRedCells;
    infected += truth.wholeInfected;
    progress?.update(index + 1, options.fields, 'field', `${redCells} whole red cells`);
  }
  await writeDurably(disk, 'boxes.csv', Buffer.from(`${boxes.join('\n')}\n`));
  await writeDurably(disk, 'fields.csv', Buffer.from(`${fields.join('\n')}\n`));
  progress?.end();
  const share = redCells === 0 ? 'none' : percent(infected / redCells, 'nearest');
  process.stdout.write(
    `${options.fields} fields in ${path.resolve(options.out)}: ${grouped(redCells)} whole red cells, ${grouped(infected)} of them infected (${share}).\n` +
      'Truth: boxes.csv and fields.csv beside the pictures.\n',
  );
}

function boxRows(image: string, { objects }: FieldTruth): string[] {
  return objects
    .filter(({ kind }) => kind !== 'debris')
    .map(({ kind, infected, stage, box }) => {
      const label =
        kind === 'red'
          ? infected
            ? (stage ?? 'parasitized')
            : 'red_blood_cell'
          : kind === 'white'
            ? 'leukocyte'
            : 'platelet';
      return [image, label, box.x, box.y, box.width, box.height].map(String).join(',');
    });
}
