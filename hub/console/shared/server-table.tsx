// A list of the hub: searched, filtered, sorted and cut into pages there; its state is in the address.
import { Input, Select, Table, type TableColumnsType, type TableProps } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { whole } from './format.ts';
import { Loaded } from './loaded.tsx';
import { useApi } from './use-api.ts';
import { useTableState } from './use-table-state.ts';

export interface Rows<Row> {
  rows: Row[];
  total: number;
}

export interface TableFilter {
  /** Name of the query parameter. */
  name: string;
  label: string;
  options: readonly { value: string; label: string }[];
}

interface ServerTableProps<Row extends object> {
  path: string;
  /** `sorter: true` with a `key` that the hub can sort by. */
  columns: TableColumnsType<Row>;
  rowKey: string;
  filters?: readonly TableFilter[];
  /** Fixed query values. */
  fixed?: Record<string, string>;
  /** Default true. */
  hasSearch?: boolean;
  searchHint?: string;
  /** What an empty list means; a search without a match has words of its own. */
  empty?: ReactNode;
  everyMs?: number;
  /** `data-testid` of each row. */
  rowTestId?: string;
  onRow?: TableProps<Row>['onRow'];
  expandable?: TableProps<Row>['expandable'];
  extra?: ReactNode;
}

const typingMs = 250;

export function ServerTable<Row extends object>(props: ServerTableProps<Row>) {
  const { path, columns, rowKey, filters = [], fixed = {}, hasSearch = true } = props;
  const { t } = useTranslation();
  const state = useTableState(filters.map(({ name }) => name));
  const query = useApi<Rows<Row>>(
    path,
    { ...state.query, ...fixed },
    props.everyMs ? { everyMs: props.everyMs } : {},
  );
  const isNarrowed = state.value('search') !== undefined || filters.some(({ name }) => state.value(name));
  const { onRow } = props;
  return (
    <div className="panel server-table">
      {(hasSearch || filters.length > 0 || props.extra) && (
        <search className="table-tools">
          {hasSearch && (
            <Search
              value={state.value('search') ?? ''}
              hint={props.searchHint ?? t('shell.search')}
              onChange={(search) => state.set({ search })}
            />
          )}
          {filters.map(({ name, label, options }) => (
            <Select
              key={name}
              allowClear
              className="filter"
              placeholder={label}
              aria-label={label}
              value={state.value(name) ?? null}
              options={[...options]}
              showSearch={{ optionFilterProp: 'label' }}
              popupMatchSelectWidth={false}
              onChange={(value: string | null) => state.set({ [name]: value ?? undefined })}
              data-testid={`filter-${name}`}
            />
          ))}
          {props.extra}
        </search>
      )}
      <Loaded
        query={query}
        isEmpty={({ total }) => total === 0}
        empty={isNarrowed ? t('shell.noMatch') : (props.empty ?? t('shell.empty'))}
      >
        {({ rows, total }) => (
          <Table<Row>
            size="small"
            rowKey={rowKey}
            columns={sorted(columns, state.sort)}
            dataSource={rows}
            loading={query.isPlaceholderData}
            scroll={{ x: 'max-content' }}
            onRow={(row, index) =>
              ({ 'data-testid': props.rowTestId ?? 'row', ...onRow?.(row, index) }) as object
            }
            {...(props.expandable ? { expandable: props.expandable } : {})}
            onChange={(_page, _filters, sorter, { action }) => {
              const one = Array.isArray(sorter) ? sorter[0] : sorter;
              if (action !== 'sort') return;
              state.set({
                sort: one?.order
                  ? `${one.order === 'descend' ? '-' : ''}${String(one.columnKey)}`
                  : undefined,
              });
            }}
            pagination={{
              current: state.page,
              pageSize: state.pageSize,
              total,
              size: 'small',
              showSizeChanger: total > 20,
              pageSizeOptions: [20, 50, 100],
              onChange: (page, pageSize) => state.set({ page: String(page), pageSize: String(pageSize) }),
              showTotal: (all, [from, to]) => t('shell.total', { from, to, total: whole(all) }),
            }}
          />
        )}
      </Loaded>
    </div>
  );
}

/** Marks the sorted column as the address says. */
function sorted<Row extends object>(columns: TableColumnsType<Row>, sort: string | undefined) {
  return columns.map((column) =>
    'sorter' in column && column.sorter
      ? {
          ...column,
          sortOrder:
            sort === column.key
              ? ('ascend' as const)
              : sort === `-${String(column.key)}`
                ? ('descend' as const)
                : null,
        }
      : column,
  );
}

/** Asks when the typing pauses, at once at Enter. */
function Search({ value, hint, onChange }: { value: string; hint: string; onChange(text: string): void }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onChange(typed.trim()), typingMs);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <Input.Search
      allowClear
      className="find"
      placeholder={hint}
      aria-label={hint}
      value={typed}
      maxLength={100}
      onChange={({ target }) => setTyped(target.value)}
      onSearch={(text) => onChange(text.trim())}
      data-testid="search"
    />
  );
}
