package io.nucleate.dashboard.view;

import io.nucleate.dashboard.view.catalogue.Discoveries;
import io.nucleate.dashboard.view.catalogue.Discoveries.OfElement;
import io.nucleate.dashboard.view.catalogue.DiscoveryList;
import io.nucleate.dashboard.view.catalogue.DiscoveryQuery;
import io.nucleate.dashboard.view.catalogue.DiscoveryRow;
import io.nucleate.dashboard.view.catalogue.ElementRow;
import io.nucleate.dashboard.view.catalogue.Page;
import io.nucleate.schemas.Scored;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reports on the discoveries of runs: lists, records, elements. */
public final class DiscoveryReport {
    private static final OfElement NOTHING = new OfElement(0, 0);

    private final RunState state;

    public DiscoveryReport(RunState state) {
        this.state = state;
    }

    /** Differs before and after each change of any list. */
    public long changes() {
        return state.discoveries().changes();
    }

    /** Returns a page of the discoveries. */
    public DiscoveryList list(String run, DiscoveryQuery query) {
        Page page = state.discoveries().ask(run, query);
        return new DiscoveryList(
                run,
                page.total(),
                page.matching(),
                records(page).map(DiscoveryRow::of).toList(),
                page.next().orElse(null));
    }

    /** Returns the records of a page, each read when it is its turn. */
    public Stream<Scored> records(Page page) {
        return page.keys().stream().flatMap(key -> state.discovery(key).stream());
    }

    /** Returns the rows that answer a query, without their records. */
    public Page page(String run, DiscoveryQuery query) {
        return state.discoveries().ask(run, query);
    }

    /** Returns the elements of a run, by symbol. */
    public List<ElementRow> elements(String run) {
        Map<String, Long> crystals = state.elements(run);
        Discoveries discoveries = state.discoveries();
        Map<String, OfElement> found = discoveries.elements(run).entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().symbol(), Map.Entry::getValue));
        TreeSet<String> symbols = new TreeSet<>(crystals.keySet());
        symbols.addAll(found.keySet());
        return symbols.stream()
                .map(symbol -> row(
                        symbol,
                        crystals.getOrDefault(symbol, 0L),
                        found.getOrDefault(symbol, NOTHING)))
                .toList();
    }

    private static ElementRow row(String symbol, long crystals, OfElement found) {
        return new ElementRow(
                symbol,
                crystals,
                found.discoveries(),
                found.discoveries() == 0 ? null : found.energySumEvPerAtom() / found.discoveries());
    }
}
