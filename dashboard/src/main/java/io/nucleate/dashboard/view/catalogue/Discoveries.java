package io.nucleate.dashboard.view.catalogue;

import io.nucleate.crystal.Element;
import io.nucleate.dashboard.view.RunState.NotReadyException;
import io.nucleate.dashboard.view.catalogue.DiscoveryOrder.Place;
import io.nucleate.schemas.CandidateId;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The catalogues of all partitions as one. A protostructure of a run is in one partition only. Any
 * thread may use it.
 */
public final class Discoveries {
    /** Most discoveries kept, of all runs together; about 300 bytes of memory each. */
    public static final int CAPACITY = 200_000;

    private final int partitions;
    private final Map<Integer, Catalogue> catalogues = new ConcurrentHashMap<>();

    /** @param partitions how many catalogues make the whole */
    public Discoveries(int partitions) {
        this.partitions = partitions;
    }

    /** Makes an empty catalogue with its share of the capacity. */
    public Catalogue empty() {
        return new Catalogue(Math.max(1, CAPACITY / partitions));
    }

    /** Puts the catalogue of a partition in the place of what it had before. */
    public void assign(int partition, Catalogue catalogue) {
        catalogues.put(partition, catalogue);
    }

    /** Takes the catalogue of a partition away, unless another has taken its place. */
    public void release(int partition, Catalogue catalogue) {
        catalogues.remove(partition, catalogue);
    }

    /** Differs before and after each change. */
    public long changes() {
        return whole().stream().mapToLong(Catalogue::changes).sum();
    }

    private Collection<Catalogue> whole() {
        if (catalogues.size() < partitions) {
            throw new NotReadyException(
                    "the catalogue of discoveries is being restored, " + catalogues.size() + " of "
                            + partitions + " partitions so far",
                    null);
        }
        return catalogues.values();
    }

    /** Finds the key of a candidate. */
    public Optional<Catalogue.Key> find(CandidateId id) {
        return whole().stream().flatMap(one -> one.find(id).stream()).findFirst();
    }

    /** Returns the rows that answer a query. */
    public Page ask(String run, DiscoveryQuery query) {
        Search search = new Search(query);
        for (Catalogue catalogue : whole()) {
            catalogue.ask(run, columns -> {
                search.through(columns);
                return columns;
            });
        }
        return search.page(run);
    }

    /**
     * What discoveries say of an element.
     *
     * @param discoveries with the element
     * @param energySumEvPerAtom sum of their energies above the hull
     */
    public record OfElement(int discoveries, double energySumEvPerAtom) {
        OfElement merge(OfElement other) {
            return new OfElement(
                    discoveries + other.discoveries, energySumEvPerAtom + other.energySumEvPerAtom);
        }
    }

    /** Returns the elements that discoveries have. */
    public Map<Element, OfElement> elements(String run) {
        Map<Element, OfElement> elements = new TreeMap<>();
        for (Catalogue catalogue : whole()) {
            catalogue.ask(run, columns -> {
                for (int row = 0; row < columns.size(); row++) {
                    OfElement one = new OfElement(1, columns.number(Column.ENERGY_ABOVE_HULL, row));
                    for (Element element : columns.elements(row).elements()) {
                        elements.merge(element, one, OfElement::merge);
                    }
                }
                return columns;
            });
        }
        return elements;
    }

    /** Runs through the rows of all partitions once and keeps the first ones of the page. */
    private static final class Search {
        private final DiscoveryQuery query;
        private final DiscoveryOrder order;
        private final Comparator<Place> comparator;
        private final Optional<Place> after;
        /** The last of the page comes first. One more than the page tells that there are more. */
        private final PriorityQueue<Place> first;

        private int total;
        private int matching;

        Search(DiscoveryQuery query) {
            this.query = query;
            order = query.order();
            comparator = order.comparator();
            after = query.cursor().map(text -> Cursor.parse(text, order).last());
            first = new PriorityQueue<>(comparator.reversed());
        }

        void through(Columns columns) {
            total += columns.size();
            for (int row = 0; row < columns.size(); row++) {
                if (query.filter().takes(new Row(columns, row))) {
                    matching++;
                    offer(columns, row);
                }
            }
        }

        private void offer(Columns columns, int row) {
            boolean isFull = first.size() > query.limit();
            if (isFull && order.compare(order.number(columns, row), first.peek().number()) > 0) {
                return;
            }
            Place place = order.place(columns, row);
            if (after.isPresent() && comparator.compare(place, after.get()) <= 0) {
                return;
            }
            first.add(place);
            if (isFull) {
                first.poll();
            }
        }

        Page page(String run) {
            List<Place> places = new ArrayList<>(first);
            places.sort(comparator);
            Optional<String> next = Optional.empty();
            if (places.size() > query.limit()) {
                places.remove(query.limit());
                next = Optional.of(new Cursor(order, places.get(query.limit() - 1)).text());
            }
            return new Page(
                    total,
                    matching,
                    places.stream()
                            .map(place -> new Catalogue.Key(run, place.protostructure()))
                            .toList(),
                    next);
        }
    }
}
