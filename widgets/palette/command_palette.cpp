// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/palette/command_palette.h"

#include "widgets/painting.h"
#include "widgets/palette/fuzzy.h"

#include <QtCore/QEvent>
#include <QtGui/QAction>
#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtGui/QStandardItemModel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QMenu>
#include <QtWidgets/QStyledItemDelegate>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace espalier::widgets {
namespace {

constexpr int mostShown = 100, rowsAtMost = 12, entryHeight = 30;
enum EntryRole { GroupRole = Qt::UserRole + 1, ShortcutRole };

class EntryDelegate : public QStyledItemDelegate
{
public:
    EntryDelegate(const ThemeService &themes, QObject *parent) : QStyledItemDelegate(parent), m_themes(themes)
    {
    }

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {m_themes.metrics().px(300), m_themes.metrics().px(entryHeight)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme &t = m_themes.theme();
        const Metrics &m = m_themes.metrics();
        const bool enabled = option.state & QStyle::State_Enabled;
        painter->save();
        if (option.state & QStyle::State_Selected)
            drawOutline(*painter, QRectF(option.rect),
                        {t[Token::Select], t.isHighContrast() ? t[Token::Accent] : QColor(), 4, 2});
        QRectF rect = QRectF(option.rect).adjusted(m.px(8), 0, -m.px(10), 0);
        const auto icon = index.data(Qt::DecorationRole).value<QIcon>();
        icon.paint(painter, QRect(int(rect.left()), option.rect.top(), m.icon, option.rect.height()),
                   Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
        rect.setLeft(rect.left() + m.icon + m.gap);
        const auto right = [&](const QString &text, const QFont &font, Token token) {
            painter->setFont(font);
            painter->setPen(t[token]);
            painter->drawText(rect, Qt::AlignRight | Qt::AlignVCenter, text);
            if (!text.isEmpty())
                rect.setRight(rect.right() - QFontMetricsF(font).horizontalAdvance(text) - m.padding);
        };
        right(index.data(ShortcutRole).toString(), m_themes.fonts().caption, Token::Text2);
        right(index.data(GroupRole).toString(), m_themes.fonts().caption, Token::Text3);
        painter->setFont(m_themes.fonts().base);
        painter->setPen(t[enabled ? Token::Text : Token::Disabled]);
        const QString text = index.data(Qt::DisplayRole).toString();
        painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
                          QFontMetricsF(painter->font()).elidedText(text, Qt::ElideMiddle, rect.width()));
        painter->restore();
    }

private:
    const ThemeService &m_themes;
};

QString withoutMnemonic(QString text)
{
    text.replace(QLatin1String("&&"), QString(QChar(1))).remove(QLatin1Char('&'));
    return text.replace(QChar(1), QLatin1Char('&'));
}

QStandardItem *makeItem(const PaletteEntry &entry)
{
    auto *item = new QStandardItem(entry.icon, entry.text);
    item->setData(entry.group, GroupRole);
    item->setData(entry.shortcut, ShortcutRole);
    item->setToolTip(entry.enabled ? QString() : entry.why);
    item->setEnabled(entry.enabled);
    item->setEditable(false);
    return item;
}

} // namespace

QList<PaletteEntry> entriesFromActions(const QList<QAction *> &actions, const QString &group)
{
    QList<PaletteEntry> entries;
    for (QAction *action : actions) {
        if (action->isSeparator() || !action->isVisible())
            continue;
        if (action->menu()) {
            entries += entriesFromActions(action->menu()->actions(), withoutMnemonic(action->text()));
            continue;
        }
        entries.append({withoutMnemonic(action->text()), group,
                        action->shortcut().toString(QKeySequence::NativeText), action->icon(),
                        action->isEnabled(), action->toolTip(), [guard = QPointer<QAction>(action)] {
                            if (guard)
                                guard->trigger();
                        }});
    }
    return entries;
}

QList<PaletteEntry> filterEntries(const QList<PaletteEntry> &entries, const QString &pattern)
{
    if (pattern.trimmed().isEmpty())
        return entries;
    QList<QPair<int, qsizetype>> ranked;
    for (qsizetype i = 0; i < entries.size(); ++i) {
        if (const auto match = fuzzyMatch(pattern, entries[i].text))
            ranked.append({match->score, i});
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto &a, const auto &b) { return a.first > b.first; });
    QList<PaletteEntry> found;
    for (const auto &[score, at] : std::as_const(ranked))
        found << entries[at];
    return found;
}

CommandPalette::CommandPalette(const ThemeService &themes, QWidget *window)
    : QFrame(window, Qt::Popup | Qt::FramelessWindowHint), m_themes(themes), m_edit(new QLineEdit(this)),
      m_list(new QListView(this)), m_model(new QStandardItemModel(this))
{
    setAccessibleName(tr("Command palette"));
    setAttribute(Qt::WA_TranslucentBackground);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, 10, 10, 10);
    column->setSpacing(themes.metrics().gap);
    column->addWidget(m_edit);
    column->addWidget(m_list, 1);
    m_edit->addAction(themes.icon(QStringLiteral("search"), Token::Text3), QLineEdit::LeadingPosition);
    m_edit->setPlaceholderText(tr("Search commands, layers, options"));
    m_edit->setAccessibleName(m_edit->placeholderText());
    m_edit->installEventFilter(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new EntryDelegate(themes, this));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(tr("Found"));
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::refresh);
    connect(m_list, &QListView::clicked, this, &CommandPalette::runCurrent);
}

void CommandPalette::addSource(Source source)
{
    m_sources << std::move(source);
}

void CommandPalette::open(const QString &text)
{
    m_all.clear();
    for (const Source &source : std::as_const(m_sources))
        m_all += source();
    m_edit->setText(text);
    refresh();
    const Metrics &m = m_themes.metrics();
    const QWidget *window = parentWidget()->window();
    setFixedWidth(std::min(window->width(), m.px(620)));
    move(window->mapToGlobal(QPoint((window->width() - width()) / 2, m.px(60))));
    show();
    m_edit->setFocus();
}

void CommandPalette::refresh()
{
    m_shown = filterEntries(m_all, m_edit->text()).mid(0, mostShown);
    m_model->clear();
    for (const PaletteEntry &entry : std::as_const(m_shown))
        m_model->appendRow(makeItem(entry));
    m_list->setCurrentIndex(m_model->index(0, 0));
    const int rows = std::clamp(m_model->rowCount(), 1, rowsAtMost);
    m_list->setFixedHeight(rows * m_themes.metrics().px(entryHeight));
    adjustSize();
}

void CommandPalette::moveBy(int rows)
{
    const int last = m_model->rowCount() - 1;
    const int row = std::clamp(m_list->currentIndex().row() + rows, 0, std::max(0, last));
    m_list->setCurrentIndex(m_model->index(row, 0));
}

void CommandPalette::runCurrent()
{
    const int row = m_list->currentIndex().row();
    if (row < 0 || row >= m_shown.size() || !m_shown[row].enabled)
        return;
    const auto run = m_shown[row].run; // running may refill the list
    hide();
    if (run)
        run();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Up: moveBy(-1); return true;
    case Qt::Key_Down: moveBy(1); return true;
    case Qt::Key_PageUp: moveBy(-10); return true;
    case Qt::Key_PageDown: moveBy(10); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: runCurrent(); return true;
    case Qt::Key_Escape: hide(); return true;
    default: return false;
    }
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &t = m_themes.theme();
    drawOutline(painter, rect(),
                {t[Token::Panel], t[Token::Control], qreal(m_themes.metrics().radiusDialog), 1});
}

PaletteField::PaletteField(const ThemeService &themes, const QString &text, const QString &shortcut,
                           QWidget *parent)
    : Themed(themes, parent), m_text(text), m_shortcut(shortcut)
{
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::IBeamCursor);
    setAccessibleName(text);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

QSize PaletteField::sizeHint() const
{
    // in a small window it gives way to what stands beside it
    const int room = std::max(window()->width() / 4, metrics().px(120));
    return {std::min(metrics().px(330), room), metrics().px(22)};
}

void PaletteField::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Metrics &m = metrics();
    drawOutline(painter, rect(),
                {theme()[Token::Input], theme()[Token::Line], qreal(m.radiusControl), qreal(m.line)});
    drawFocus(painter, rect());
    icons().paint(painter, QRectF(m.px(7), 0, m.px(14), height()), QStringLiteral("search"),
                  theme()[Token::Text3]);
    painter.setFont(fonts().caption);
    painter.setPen(theme()[Token::Text2]);
    const QRectF content = QRectF(rect()).adjusted(m.px(28), 0, -m.px(8), 0);
    painter.drawText(content, Qt::AlignRight | Qt::AlignVCenter, m_shortcut);
    painter.setPen(theme()[Token::Text3]);
    painter.setFont(fonts().table);
    const double room =
        content.width() - QFontMetricsF(fonts().caption).horizontalAdvance(m_shortcut) - m.gap;
    painter.drawText(content, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(painter.font()).elidedText(m_text, Qt::ElideRight, room));
}

void PaletteField::mousePressEvent(QMouseEvent *)
{
    Q_EMIT activated();
}

void PaletteField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Space)
        Q_EMIT activated();
    else
        Themed::keyPressEvent(event);
}

} // namespace espalier::widgets
