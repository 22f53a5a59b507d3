package io.athanor.metrics.curve;

import java.util.ArrayList;
import java.util.List;

/// Draws a curve with fewer points and the same look: the ends stay, and of each stretch of
/// iterations the lowest and the highest.
public final class Resampling {
    private Resampling() {}

    /// @param most 2 or more
    /// @param points in the order of their iterations
    public static List<LossPoint> atMost(int most, List<LossPoint> points) {
        if (points.size() <= most) {
            return points;
        }
        int stretches = (most - 2) / 2;
        List<LossPoint> inner = points.subList(1, points.size() - 1);
        List<LossPoint> kept = new ArrayList<>(most);
        kept.add(points.getFirst());
        for (int i = 0; i < stretches; i++) {
            int from = (int) ((long) inner.size() * i / stretches);
            int to = (int) ((long) inner.size() * (i + 1) / stretches);
            addExtremes(inner.subList(from, to), kept);
        }
        kept.add(points.getLast());
        return kept;
    }

    private static void addExtremes(List<LossPoint> stretch, List<LossPoint> kept) {
        int low = 0;
        int high = 0;
        for (int i = 1; i < stretch.size(); i++) {
            if (Float.compare(stretch.get(i).loss(), stretch.get(low).loss()) < 0) {
                low = i;
            }
            if (Float.compare(stretch.get(i).loss(), stretch.get(high).loss()) > 0) {
                high = i;
            }
        }
        kept.add(stretch.get(Math.min(low, high)));
        if (low != high) {
            kept.add(stretch.get(Math.max(low, high)));
        }
    }
}
