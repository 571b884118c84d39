// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Marks a text that people read, so that it is gathered for translation: `schema.title = ESP_TR("Engine",
/// "Train");`. It stays the English text; only the app translates. The context is "Engine" throughout. A text
/// made of values can't be marked.
#define ESP_TR(context, text) text
