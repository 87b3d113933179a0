package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class DiskBudgetTest {
    private static final long GB = 1_000_000_000;

    @Test
    void aDiskWithRoomGivesWhatIsWished() {
        assertThat(DiskBudget.of(20 * GB, 5 * GB, 100 * GB, 500 * GB)).isEqualTo(20 * GB);
    }

    /** What others hold is not the run's. */
    @Test
    void aSmallDiskGivesWhatItHas() {
        assertThat(DiskBudget.of(20 * GB, GB, 3 * GB, 500 * GB))
                .isEqualTo(4 * GB - FreeSpace.ENOUGH_BYTES);
    }

    /** Else a start on a disk that is full for a moment would throw away what was found. */
    @Test
    void aFullDiskIsJudgedByItsSize() {
        assertThat(DiskBudget.of(20 * GB, GB, 0, 3 * GB / 2))
                .isEqualTo(3 * GB / 2 - FreeSpace.ENOUGH_BYTES);
        assertThat(DiskBudget.of(20 * GB, 0, 0, 1)).isZero();
    }

    @Test
    void lessThanIsWishedIsSaid(@TempDir Path directory) {
        List<String> notices = new ArrayList<>();
        assertThat(DiskBudget.of(directory, 1, notices::add)).isEqualTo(1);
        assertThat(notices).isEmpty();
        assertThat(DiskBudget.of(directory, Long.MAX_VALUE, notices::add))
                .isLessThan(Long.MAX_VALUE);
        assertThat(notices).singleElement().asString().contains("has room for");
    }
}
