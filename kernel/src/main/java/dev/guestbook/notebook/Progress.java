package dev.guestbook.notebook;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** How far a run is: its notebooks, their cells, what has failed and what runs now. Any thread. */
final class Progress {
    private final List<Part> parts;

    Progress(List<RunCommand.Task> tasks) {
        long stems = tasks.stream().map(Progress::stem).distinct().count();
        parts = tasks.stream()
                .map(task -> new Part(
                        stems == tasks.size() ? stem(task) : task.name(),
                        task.notebook().runnable()))
                .toList();
    }

    private static String stem(RunCommand.Task task) {
        return task.file().getFileName().toString().replaceFirst("\\.ipynb$", "");
    }

    /** What is known of one notebook. */
    final class Part implements Follower {
        private final String name;
        private final int cells;
        private Optional<ProgressFile> teller = Optional.empty();
        private boolean runs;
        private boolean over;
        private boolean failed;
        private int cell;
        private int behind;

        private Part(String name, int cells) {
            this.name = name;
            this.cells = cells;
        }

        /** Another JVM begins to run it, which tells here how far it is. */
        void begins(ProgressFile file) {
            synchronized (Progress.this) {
                runs = true;
                teller = Optional.of(file);
            }
        }

        @Override
        public void begins(int count) {
            synchronized (Progress.this) {
                runs = true;
                cell = count;
                behind = count - 1;
            }
        }

        @Override
        public void fails() {
            synchronized (Progress.this) {
                failed = true;
            }
        }

        /** Its run is over; cells that a failure left out are behind us too. */
        void ends(boolean well) {
            synchronized (Progress.this) {
                look();
                teller = Optional.empty();
                runs = false;
                over = true;
                failed |= !well;
                behind = cells;
            }
        }

        private void look() {
            teller.ifPresent(file -> file.tell(this));
        }

        @Override
        public String toString() {
            return name + " [" + cell + "/" + cells + "]";
        }
    }

    /** The part of the notebook at {@code index}, from 0. */
    Part part(int index) {
        return parts.get(index);
    }

    boolean isOfSeveral() {
        return parts.size() > 1;
    }

    /** The share that is behind us, from 0 to 1. */
    synchronized double share() {
        parts.forEach(Part::look);
        return (double) behind() / Math.max(1, cells());
    }

    /** The same in words, after so many seconds. */
    synchronized String words(double seconds) {
        parts.forEach(Part::look);
        StringBuilder words = new StringBuilder();
        if (isOfSeveral()) {
            words.append(count(part -> part.over))
                    .append('/')
                    .append(parts.size())
                    .append(" notebooks, ");
        }
        words.append(behind()).append('/').append(cells()).append(" cells, ");
        if (isOfSeveral() && count(part -> part.failed) > 0) {
            words.append(count(part -> part.failed)).append(" failed, ");
        }
        words.append(String.format(Locale.ROOT, "%.1f s", seconds));
        String now =
                parts.stream().filter(part -> part.runs).map(Part::toString).collect(Collectors.joining(", "));
        return now.isEmpty() ? words.toString() : words + ": " + now;
    }

    private long count(Predicate<Part> which) {
        return parts.stream().filter(which).count();
    }

    private int behind() {
        return parts.stream().mapToInt(part -> part.behind).sum();
    }

    private int cells() {
        return parts.stream().mapToInt(part -> part.cells).sum();
    }
}
