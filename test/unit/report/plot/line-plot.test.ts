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
    "<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 256" width="320" height="256" font-family="system-ui, sans-serif" font-size="11" fill="#222">
    <title>a &lt; b</title>
    <rect width="320" height="256" fill="#fff"/>
    <text x="12" y="20" font-size="14">a &lt; b</text>
    <path d="M12 38h18" stroke="#0072b2" stroke-width="2"/><text x="36" y="42">claw</text>
    <g transform="translate(0 56)">
    <text x="52" y="16" font-weight="600">50 ms</text>
    <path d="M52 160H304" stroke="#ddd"/><text x="46" y="164" text-anchor="end">0</text>
    <path d="M52 94H304" stroke="#ddd"/><text x="46" y="98" text-anchor="end">5</text>
    <path d="M52 28H304" stroke="#ddd"/><text x="46" y="32" text-anchor="end">10</text>
    <text x="52" y="175" text-anchor="middle">0</text>
    <text x="115" y="175" text-anchor="middle">0.5</text>
    <text x="178" y="175" text-anchor="middle">1</text>
    <text x="241" y="175" text-anchor="middle">1.5</text>
    <text x="304" y="175" text-anchor="middle">2</text>
    <text x="304" y="190" text-anchor="end">seconds</text>
    <text transform="translate(12 160) rotate(-90)">Mbit/s</text>
    <path d="M52 54.4H304" stroke="#555" stroke-dasharray="4 3"/><text x="304" y="50.4" text-anchor="end">target</text>
    <polyline points="52,160 178,94 304,28" fill="none" stroke="#0072b2" stroke-width="1.5"/>
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

test('nothing to draw is still a document', () => {
  const svg = renderLinePlot({...plot, panels: []});
  expect(svg).toContain('</svg>');
  expect(svg).not.toContain('NaN');
});
