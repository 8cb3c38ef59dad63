import {expect, test} from 'vitest';
import {renderLinePlot} from '../../../../src/report/plot/line-plot.js';

const plot = {title: 'a < b', xLabel: 'seconds', yLabel: 'Mbit/s', columns: 2};

test('a panel with a curve and a dashed line', () => {
  const series = [
    {
      name: 'claw',
      points: [
        [0, 0],
        [1, 5],
        [2, 10],
      ] as const,
    },
  ];
  const panels = [{title: '50 ms', series, guides: [{y: 8, label: 'target'}]}];
  expect(renderLinePlot({...plot, panels})).toMatchInlineSnapshot(`
    "<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 520 256" width="520" height="256" font-family="system-ui, sans-serif" font-size="11" fill="#222">
    <title>a &lt; b</title>
    <rect width="520" height="256" fill="#fff"/>
    <text x="12" y="20" font-size="14">a &lt; b</text>
    <g transform="translate(12 32)">
    <path d="M0 6h18" stroke="#0072b2" stroke-width="2"/><text x="24" y="10">claw</text>
    <path d="M120 6h18" stroke="#555" stroke-dasharray="4 3" stroke-width="2"/><text x="144" y="10">target</text>
    </g>
    <g transform="translate(0 56)">
    <text x="52" y="16" font-weight="600">50 ms</text>
    <path d="M52 160H504" stroke="#ddd"/><text x="46" y="164" text-anchor="end">0</text>
    <path d="M52 133.6H504" stroke="#ddd"/><text x="46" y="137.6" text-anchor="end">2</text>
    <path d="M52 107.2H504" stroke="#ddd"/><text x="46" y="111.2" text-anchor="end">4</text>
    <path d="M52 80.8H504" stroke="#ddd"/><text x="46" y="84.8" text-anchor="end">6</text>
    <path d="M52 54.4H504" stroke="#ddd"/><text x="46" y="58.4" text-anchor="end">8</text>
    <path d="M52 28H504" stroke="#ddd"/><text x="46" y="32" text-anchor="end">10</text>
    <text x="52" y="175" text-anchor="middle">0</text>
    <text x="165" y="175" text-anchor="middle">0.5</text>
    <text x="278" y="175" text-anchor="middle">1</text>
    <text x="391" y="175" text-anchor="middle">1.5</text>
    <text x="504" y="175" text-anchor="middle">2</text>
    <text x="278" y="190" text-anchor="middle">seconds</text>
    <text transform="translate(14 94) rotate(-90)" text-anchor="middle">Mbit/s</text>
    <path d="M52 54.4H504" stroke="#555" stroke-dasharray="4 3"/>
    <polyline points="52,160 278,94 504,28" fill="none" stroke="#0072b2" stroke-width="1.5"/>
    <circle cx="52" cy="160" r="2.5" fill="#0072b2"/>
    <circle cx="278" cy="94" r="2.5" fill="#0072b2"/>
    <circle cx="504" cy="28" r="2.5" fill="#0072b2"/>
    </g>
    </svg>
    "
  `);
});

test('panels wrap into rows and share axes and colours', () => {
  const one = (name: string, y: number) => ({
    name,
    points: [
      [0, 0],
      [1, y],
    ] as const,
  });
  const svg = renderLinePlot({
    ...plot,
    panels: [
      {title: 'first', series: [one('x', 10), one('y', 5)]},
      {title: 'second', series: [one('y', 10)]},
      {title: 'third', series: []},
    ],
  });
  expect(svg).toContain('viewBox="0 0 640 456"');
  expect(svg.match(/translate\(\d+ \d+\)">/g)).toEqual([
    'translate(12 32)">',
    'translate(0 56)">',
    'translate(320 56)">',
    'translate(0 256)">',
  ]);
  const curves = [...svg.matchAll(/points="52,160 304,(\d+)" .*stroke="(#\w+)"/g)];
  expect(curves.map(([, top, color]) => [Number(top), color])).toEqual([
    [28, '#0072b2'],
    [94, '#d55e00'],
    [28, '#d55e00'],
  ]);
});

test('a legend with more names than fit a line goes on in the next', () => {
  const names = ['claw', 'datachannel', 'cubic', 'bbr', 'udx'];
  const svg = renderLinePlot({
    ...plot,
    panels: [{title: 'one', series: names.map((name) => ({name, points: [[0, 0]] as const}))}],
  });
  expect(svg).toContain('<path d="M0 24h18" stroke="#e69f00" stroke-width="2"/>');
  expect(svg).toContain('<g transform="translate(0 74)">');
});

test('nothing to draw is still a document', () => {
  const svg = renderLinePlot({...plot, panels: []});
  expect(svg).toContain('</svg>');
  expect(svg).not.toContain('NaN');
});
