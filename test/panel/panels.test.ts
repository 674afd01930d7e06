import { hd44780Bench, recordingBench, ssd1306Bench, terminalBench } from './benches.js';
import { panelContract } from './panel.contract.js';

panelContract('Hd44780Panel', () => hd44780Bench());
panelContract('Ssd1306Panel', () => ssd1306Bench());
panelContract('TerminalPanel on a terminal', () => terminalBench(true));
panelContract('TerminalPanel in a file', () => terminalBench(false));
panelContract('RecordingPanel', () => recordingBench());
