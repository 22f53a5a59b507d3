package io.athanor.trainer.data;

/// How a data set is stored.
sealed interface Format permits IdxFormat, CifarFormat, ImageFolder {

    /// Reads all of it.
    ///
    /// @throws DataUnavailable when something is missing or damaged; the message names the file
    Decoded decode();
}
