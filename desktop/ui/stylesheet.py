"""The style sheet of all windows, with the colors and sizes of ``theme`` left open.

A widget gets a style of its own by its object name, which ``parts`` gives. Radii are those of
``theme``. What has the focus wears a ring of two pixels; its padding gives them up, so that
nothing moves.
"""

from string import Template

TEMPLATE = Template("""
QWidget#window { background: $window; }
QLabel { color: $text; background: transparent; }
QLabel#heading { font-size: ${heading_px}px; font-weight: 600; }
QLabel#subtitle { font-size: ${subtitle_px}px; font-weight: 600; }
QLabel#figure { font-size: ${figure_px}px; font-weight: 600; }
QLabel#muted, QLabel#caption { color: $muted; }
QLabel#faint { color: $muted; font-size: ${caption_px}px; }
QLabel#refused { color: $danger; font-size: ${caption_px}px; }
QLabel#pill { color: $on_accent; background: $accent; border-radius: 10px;
  padding: 1px 9px; min-height: 18px; max-height: 18px; font-weight: 600; }
QFrame#card { background: $card; border: 1px solid $border; border-radius: 12px; }
QFrame#banner { background: $info_ground; border: 1px solid $border; border-radius: 8px; }
QFrame#trouble { background: $danger_ground; border: 1px solid $danger_ground;
  border-radius: 8px; }
QFrame#trouble QLabel { color: $danger; }
QFrame#line { background: $border; border: none; max-height: 1px; }

QPushButton { color: $text; background: $card; border: 1px solid $border; border-radius: 8px;
  padding: 6px 13px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $selected; }
QPushButton:checked { border: 1px solid $accent; }
QPushButton:focus { border: 2px solid $accent; padding: 5px 12px; }
QPushButton:disabled { color: $faint; background: $window; border: 1px solid $border; }
QPushButton#primary { color: $on_accent; background: $accent; border: 1px solid $accent;
  font-weight: 600; padding: 8px 18px; }
QPushButton#primary:hover, QPushButton#primary:pressed { background: $accent_hover;
  border: 1px solid $accent_hover; }
QPushButton#primary:focus { border: 2px solid $text; padding: 7px 17px; }
QPushButton#primary:disabled { color: $muted; background: $border; border: 1px solid $border; }
QPushButton#quiet { background: transparent; border: 1px solid transparent; color: $accent; }
QPushButton#quiet:hover { background: $hover; }
QPushButton#quiet:focus { border: 2px solid $accent; padding: 5px 12px; }
QPushButton#quiet:disabled { color: $faint; background: transparent;
  border: 1px solid transparent; }
QPushButton#chip { background: $selected; border: 1px solid $accent; border-radius: 9px;
  padding: 2px 10px; }
QPushButton#chip:hover { background: $hover; }
QPushButton#chip:focus { border: 2px solid $accent; padding: 1px 9px; }
QToolButton { color: $text; background: transparent; border: 1px solid transparent;
  border-radius: 8px; padding: 5px; }
QToolButton:hover { background: $hover; }
QToolButton:focus { border: 2px solid $accent; padding: 4px; }

QLineEdit, QSpinBox, QTimeEdit, QComboBox { color: $text; background: $card;
  border: 1px solid $border; border-radius: 8px; padding: 6px 9px;
  selection-background-color: $accent; selection-color: $on_accent;
  placeholder-text-color: $muted; }
QLineEdit:focus, QSpinBox:focus, QTimeEdit:focus, QComboBox:focus {
  border: 2px solid $accent; padding: 5px 8px; }
QLineEdit:disabled, QSpinBox:disabled, QTimeEdit:disabled, QComboBox:disabled {
  color: $muted; background: $window; }
QSpinBox::up-button, QSpinBox::down-button, QTimeEdit::up-button, QTimeEdit::down-button {
  width: 0; border: none; }
QAbstractSpinBox QLineEdit { border: none; padding: 0; background: transparent; }
QLineEdit[readOnly="true"] { color: $muted; background: $window; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox QAbstractItemView { color: $text; background: $card; border: 1px solid $border;
  selection-background-color: $selected; selection-color: $text; outline: none; }
QCheckBox, QRadioButton { color: $text; spacing: 8px; padding: 3px;
  border: 2px solid transparent; border-radius: 5px; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $muted; }

QProgressBar { border: none; background: $border; max-height: 3px; border-radius: 1px; }
QProgressBar::chunk { background: $accent; border-radius: 1px; }
QListView, QTableView, QTreeView { color: $text; background: transparent; border: none;
  outline: none; gridline-color: $border; selection-background-color: $selected;
  selection-color: $text; }
QListWidget#pages:focus { border: 2px solid transparent; }
QListView#pages::item { padding: 8px 12px; border: 2px solid transparent; border-radius: 8px; }
QListView#pages::item:hover { background: $hover; }
QListView#pages::item:selected { background: $selected; color: $text; }
QListView#pages::item:focus { border: 2px solid $accent; }
QTableView, QListWidget { border: 2px solid transparent; border-radius: 8px; }
QTableView:focus, QListWidget:focus { border: 2px solid $accent; }
QHeaderView { background: transparent; }
QHeaderView::section { color: $muted; background: $window; border: none;
  border-bottom: 1px solid $border; padding: 6px 8px; font-weight: 600; }
QTabWidget::pane { border: none; }
QTabBar::tab { color: $muted; background: transparent; border: none;
  border-bottom: 2px solid transparent; padding: 7px 12px; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { color: $accent; }
QScrollArea, QScrollArea > QWidget > QWidget#page { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $border; border-radius: 4px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { color: $text; background: $card; border: 1px solid $border; padding: 5px; }
QMenu::item { padding: 6px 22px; border-radius: 5px; }
QMenu::item:selected { background: $selected; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: 5px 8px; }
QToolTip { color: $text; background: $card; border: 1px solid $border; padding: 4px; }
""")
