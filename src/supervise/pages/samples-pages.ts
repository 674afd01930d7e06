import { randomInt } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { slideId } from '../../record/names.js';
import type { SlideDetail } from '../../registry/reading.js';
import type { Sample } from '../../registry/review-book.js';
import type { PageModule } from '../app/context.js';
import { readForm, readPath, readQuery } from '../app/forms.js';
import { PageRefusal } from '../app/refusal.js';
import { may } from '../app/visit.js';
import { html } from '../layout/html.js';
import { notice } from '../layout/parts.js';
import { dayEnd, dayOf, dayStart } from './periods.js';
import { given, lookOf, type PageFiles } from './routes.js';
import { BLIND_DECISIONS, blindView, sampleView, samplesView, type DrawForm } from './samples-view.js';
import { readDecision, type ReviewProblem } from './slide/take-review.js';
import { samplesWords } from './words-samples.js';

const MOST_SLIDES = 200;
/** Seeds are 32 bits, as the random numbers' are. */
const MOST_SEED = 2 ** 32 - 1;

const samplePath = z.object({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });
const drawForm = z.object({
  site: given(40),
  from: given(10),
  to: given(10),
  size: given(10),
  seed: given(20),
});
const text = z.string().max(10_000).optional();
const readingForm = z.object({ slide: slideId, decision: text, count: text, note: text });

/** `/samples`, `/samples/N`, `/samples/N/read`. */
export function samplesPages(files: PageFiles): PageModule {
  return (app, context) => {
    const { registry, now, send, user } = context;
    const reviewer = { config: { role: 'reviewer' } } as const;

    async function list(
      request: FastifyRequest,
      reply: FastifyReply,
      form: DrawForm,
      problem?: 'wrongForm' | 'noSlides',
    ): Promise<FastifyReply> {
      const [samples, devices] = await Promise.all([registry.samples(), registry.enrolledDevices()]);
      const sites = [...new Set(devices.map(({ site }) => site))].sort();
      return send(request, reply, {
        title: samplesWords[request.visit.language].title,
        styles: files.styles,
        body: samplesView({ samples, sites, form, ...(problem && { problem }) }, lookOf(request, context)),
        ...(problem && { status: 422 }),
      });
    }

    async function sampleAt(request: FastifyRequest): Promise<Sample> {
      const { id } = readPath(samplePath, request);
      const sample = (await registry.samples()).find((one) => one.id === id);
      if (sample === undefined) throw new PageRefusal('not-found', `no sample ${id}`);
      return sample;
    }

    /** Which of a sample's slides a reader still has to read, by index, and how many they have seen unblinded. */
    async function toReadBy(sample: Sample, reader: string): Promise<{ left: number[]; seen: number }> {
      const left: number[] = [];
      let seen = 0;
      for (const [i, slide] of sample.slides.entries()) {
        const detail = await registry.slide(slide);
        if (detail === undefined || hasRead(detail, reader, sample)) continue;
        if (hasSeen(detail, reader)) seen++;
        else left.push(i);
      }
      return { left, seen };
    }

    async function readingPage(
      request: FastifyRequest,
      reply: FastifyReply,
      sample: Sample,
      number: number,
      left: number,
      problem?: ReviewProblem,
    ): Promise<FastifyReply> {
      const detail = await registry.slide(sample.slides[number]);
      if (detail === undefined) throw new PageRefusal('not-found', 'a slide of the sample is gone');
      return send(request, reply, {
        title: samplesWords[request.visit.language].reading,
        styles: files.styles,
        body: blindView(
          { sample, detail, number, left, ...(problem && { problem }) },
          lookOf(request, context),
        ),
        ...(problem && { status: 422 }),
      });
    }

    app.get('/samples', (request, reply) =>
      list(request, reply, {
        from: dayOf(now() - 30 * 86_400_000),
        to: dayOf(now()),
        size: '20',
        seed: String(randomInt(1, 1_000_000)),
      }),
    );

    app.post('/samples', reviewer, async (request, reply) => {
      const { site, from = '', to = '', size = '', seed = '' } = readForm(drawForm, request);
      const form: DrawForm = { from, to, size, seed, ...(site !== undefined && { site }) };
      const [fromMs, toStart] = [dayStart(from), dayStart(to)];
      const [slides, seeded] = [wholeNumber(size, 1, MOST_SLIDES), wholeNumber(seed, 0, MOST_SEED)];
      if (fromMs === undefined || toStart === undefined || toStart < fromMs)
        return list(request, reply, form, 'wrongForm');
      if (slides === undefined || seeded === undefined) return list(request, reply, form, 'wrongForm');
      const among = { ...(site !== undefined && { site }), fromMs, toMs: dayEnd(toStart) };
      const { lines } = await registry.slides(among, { limit: 1 });
      if (lines.length === 0) return list(request, reply, form, 'noSlides');
      const { name } = user(request);
      const sample = await registry.drawSample({
        ...among,
        size: slides,
        seed: seeded,
        by: name,
        atMs: now(),
      });
      return reply.redirect(`/samples/${sample.id}`, 303);
    });

    app.get('/samples/:id', async (request, reply) => {
      const sample = await sampleAt(request);
      const outcome = await registry.sampleOutcome(sample.id);
      const reads = may(request.visit, 'reviewer');
      const toRead = reads && (await toReadBy(sample, user(request).name)).left.length > 0;
      const words = samplesWords[request.visit.language];
      return send(request, reply, {
        title: words.sample(request.visit.formats.number(sample.id)),
        styles: files.styles,
        body: sampleView({ sample, toRead, ...(outcome && { outcome }) }, lookOf(request, context)),
      });
    });

    app.get('/samples/:id/read', reviewer, async (request, reply) => {
      const sample = await sampleAt(request);
      const { after } = readQuery(z.object({ after: z.coerce.number().int().optional() }), request);
      const { left, seen } = await toReadBy(sample, user(request).name);
      if (left.length > 0) {
        const next = left.find((i) => i > (after ?? -1)) ?? left[0];
        return readingPage(request, reply, sample, next, left.length);
      }
      const { language, formats } = request.visit;
      const words = samplesWords[language];
      return send(request, reply, {
        title: words.reading,
        styles: files.styles,
        body: html`${notice(words.done, 'good')}${seen > 0 && html`<p>${formats.counted(words.seenBefore, seen)}</p>`}
          <p><a class="button" href="/samples/${sample.id}">${words.outcome}</a></p>`,
      });
    });

    app.post('/samples/:id/read', reviewer, async (request, reply) => {
      const sample = await sampleAt(request);
      const { slide, ...form } = readForm(readingForm, request);
      const { name } = user(request);
      const number = sample.slides.indexOf(slide);
      const detail = number < 0 ? undefined : await registry.slide(slide);
      if (detail === undefined) throw new PageRefusal('not-found', 'no such slide in this sample');
      // Sent twice, or known unblinded by now: nothing that could be taken for a blinded reading.
      if (hasRead(detail, name, sample) || hasSeen(detail, name))
        return reply.redirect(`/samples/${sample.id}/read`, 303);
      const read = readDecision(form, BLIND_DECISIONS);
      if (typeof read === 'string') return readingPage(request, reply, sample, number, 1, read);
      await registry.reviewSlide(slide, { ...read, reviewer: name, blind: true, atMs: now() });
      return reply.redirect(`/samples/${sample.id}/read?after=${number}`, 303);
    });
  };
}

function hasRead({ words }: SlideDetail, reader: string, { drawnAtMs }: Sample): boolean {
  return words.some((word) => word.blind && word.reviewer === reader && word.atMs >= drawnAtMs);
}

/** Whether a reader has spoken of the slide or its cells with the device's word in view. */
function hasSeen({ words, cells }: SlideDetail, reader: string): boolean {
  const here = (word: { readonly blind: boolean; readonly reviewer: string }): boolean =>
    !word.blind && word.reviewer === reader;
  return words.some(here) || cells.some((cell) => cell.words.some(here));
}

function wholeNumber(typed: string, least: number, most: number): number | undefined {
  const value = /^\d{1,10}$/.test(typed) ? Number(typed) : NaN;
  return value >= least && value <= most ? value : undefined;
}
