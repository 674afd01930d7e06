import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AGE_BANDS, SEXES } from '../../../record/slide-body.js';
import type { SlideDetail } from '../../../registry/reading.js';
import type { PageModule } from '../../app/context.js';
import { readForm, readPath, readQuery } from '../../app/forms.js';
import { PageRefusal } from '../../app/refusal.js';
import { pictureType } from '../picture-type.js';
import { lookOf, oneOf, slidePath, type PageFiles } from '../routes.js';
import { slideWords } from '../words-slide.js';
import { CELL_LABELS, cellItem, cellKey } from './slide-cells.js';
import type { SlidePage } from './slide-page.js';
import { slideView } from './slide-view.js';
import { readDecision, type ReviewProblem } from './take-review.js';

const index = z.coerce.number().int().min(0).max(1_000_000);
const fieldPath = slidePath.extend({ ordinal: index });
const cellPath = fieldPath.extend({ cell: index });
const text = z.string().max(10_000).optional();
const cellForm = z.object({ ordinal: index, cell: index, label: text, all: text });
const decisionForm = z.object({ decision: text, count: text, note: text });
const patientForm = z.object({ age: oneOf(AGE_BANDS), sex: oneOf(SEXES) });

/** A picture never changes once it came; it is kept by the browser of who may see it, for a day. */
const KEPT = 'private, max-age=86400';

/** `/slides/ID`, its pictures, and what reviewers send. */
export function slidePages(files: PageFiles): PageModule {
  return (app, context) => {
    const { registry, now, send, user } = context;

    async function detailOf(id: string): Promise<SlideDetail> {
      const detail = await registry.slide(id);
      if (detail === undefined) throw new PageRefusal('not-found', `no slide ${id}`);
      return detail;
    }

    function show(request: FastifyRequest, reply: FastifyReply, page: SlidePage): FastifyReply {
      return send(request, reply, {
        title: slideWords[request.visit.language].slide(page.detail.line.label),
        body: slideView(page, lookOf(request, context)),
        ...{ ...files, ownHeading: true },
        ...(page.problem !== undefined && { status: 422 }),
      });
    }

    app.get('/slides/:id', async (request, reply) => {
      const { id } = readPath(slidePath, request);
      const { cells, saved } = readQuery(z.object({ cells: text, saved: text }), request);
      const detail = await detailOf(id);
      return show(request, reply, { detail, allCells: cells === 'all', saved: saved === '1' });
    });

    app.get('/slides/:id/fields/:ordinal.jpg', async (request, reply) => {
      const { id, ordinal } = readPath(fieldPath, request);
      return sendPicture(reply, await registry.picture(id, ordinal));
    });

    app.get('/slides/:id/cells/:ordinal/:cell.jpg', async (request, reply) => {
      const { id, ordinal, cell } = readPath(cellPath, request);
      return sendPicture(reply, await registry.picture(id, ordinal, cell));
    });

    app.post('/slides/:id/cells', { config: { role: 'reviewer' } }, async (request, reply) => {
      const { id } = readPath(slidePath, request);
      const { ordinal, cell, label, all } = readForm(cellForm, request);
      const detail = await detailOf(id);
      const here = (one: { ordinal: number; cell: number }): boolean =>
        one.ordinal === ordinal && one.cell === cell;
      const word = CELL_LABELS.find((one) => one === label);
      const problem: ReviewProblem | undefined =
        word === undefined ? 'label' : detail.cells.some(here) ? undefined : 'no-such-cell';
      if (word === undefined || problem !== undefined)
        return show(request, reply, { detail, allCells: all === '1', problem: problem ?? 'label' });
      const { name: reviewer } = user(request);
      await registry.reviewCell(id, {
        ...{ ordinal, cell, label: word, reviewer, note: '', blind: false, atMs: now() },
      });
      if (request.headers['x-part'] === 'cell') {
        const after = (await detailOf(id)).cells.find(here)!;
        return reply
          .type('text/html; charset=utf-8')
          .send(cellItem(id, after, all === '1', lookOf(request, context)).toString());
      }
      return reply.redirect(
        `/slides/${id}${all === '1' ? '?cells=all' : ''}#${cellKey({ ordinal, cell })}`,
        303,
      );
    });

    app.post('/slides/:id/review', { config: { role: 'reviewer' } }, async (request, reply) => {
      const { id } = readPath(slidePath, request);
      const read = readDecision(readForm(decisionForm, request));
      const detail = await detailOf(id);
      if (typeof read === 'string') return show(request, reply, { detail, allCells: false, problem: read });
      await registry.reviewSlide(id, { ...read, reviewer: user(request).name, blind: false, atMs: now() });
      return reply.redirect(`/slides/${id}?saved=1`, 303);
    });

    app.post('/slides/:id/patient', { config: { role: 'reviewer' } }, async (request, reply) => {
      const { id } = readPath(slidePath, request);
      const { age, sex } = readForm(patientForm, request);
      await detailOf(id);
      await registry.setPatientFacts(
        id,
        { ageBand: age ?? null, sex: sex ?? null },
        user(request).name,
        now(),
      );
      return reply.redirect(`/slides/${id}?saved=1`, 303);
    });
  };
}

function sendPicture(reply: FastifyReply, picture: Uint8Array | undefined): FastifyReply {
  if (picture === undefined) throw new PageRefusal('not-found', 'no such picture, or not yet');
  return reply.type(pictureType(picture)).header('cache-control', KEPT).send(Buffer.from(picture));
}
